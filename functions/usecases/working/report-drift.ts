import type { RoleArn } from '../../core/names.ts';
import { textOf } from '../../core/text/explain.ts';
import { explainGrantRefusal } from '../../core/text/explain-grant.ts';
import { driftText } from '../../core/text/operators.ts';
import type { Drift } from '../../core/trust/drift.ts';
import type { RolePlan } from '../../core/trust/plan-role.ts';
import type { Needs } from '../ports.ts';
import { unlessSlackRefuses } from './unless-slack-refuses.ts';

/** Logs changes that were made outside the bot, and notifies operators of them and of what was restored. */
export const reportDrift = async (
  { catalog, slack, log }: Needs<'catalog', { log: 'warn'; slack: 'notifyOperators' }>,
  role: RoleArn,
  drifts: readonly Drift[],
  blocked: RolePlan['blocked'],
): Promise<void> => {
  if (drifts.length === 0) return;
  log.warn('drift', { role, drifts, ...(blocked && { blocked }) });
  const { operatorsChannel } = catalog.settings;
  if (operatorsChannel === undefined) return;
  const why = blocked && textOf(explainGrantRefusal(blocked));
  await unlessSlackRefuses(log, 'operators could not be notified', { role, to: operatorsChannel }, () =>
    slack.notifyOperators(operatorsChannel, driftText(role, drifts, why)),
  );
};
