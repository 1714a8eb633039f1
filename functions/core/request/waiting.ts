import { approversMissing } from '../authority/approval.ts';
import type { AuthorityWorld } from '../authority/membership.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { defined } from '../defined.ts';
import { addMinutes, earliest } from '../time.ts';
import type { RequestFact } from './facts.ts';
import { type RequestState, requestedRules } from './request.ts';
import { rulesInForce } from './rules.ts';

/** The times of reminders and of the escalation. They count from the request. */
export const remindersOf = (
  { status, requested }: RequestState,
  { settings }: Catalog,
): { readonly remindersAt: readonly Date[]; readonly escalatesAt?: Date } => {
  if (status.kind !== 'pending') return { remindersAt: [] };
  const at = (minutes: number): Date => addMinutes(requested.at, minutes);
  const isInTime = (moment: Date): boolean => moment < status.lapsesAt;
  const after = requestedRules(requested).flatMap((rule) => rule.escalation?.afterMinutes ?? []);
  const escalatesAt = earliest(after.map(at).filter(isInTime));
  return { remindersAt: settings.reminderMinutes.map(at).filter(isInTime), ...defined({ escalatesAt }) };
};

/** The facts that are due for a pending request: lapse, escalation, missing approvers or a reminder. */
export const whileWaiting = (request: RequestState, world: AuthorityWorld): readonly RequestFact[] => {
  const { status, isEscalated } = request;
  const { now } = world;
  if (status.kind !== 'pending') return [];
  if (status.lapsesAt <= now) return [{ kind: 'lapsed' }];
  if (!request.isPrepared) return [];
  const lack = missingApprovers(request, world);
  const hasSecondLine = requestedRules(request.requested).some((rule) => rule.escalation !== undefined);
  const isToEscalate = status.escalatesAt !== undefined && (status.escalatesAt <= now || lack !== undefined);
  if (isToEscalate && !isEscalated && hasSecondLine) return [{ kind: 'escalated' }];
  if (lack !== undefined && status.areApproversMissing !== true) return [{ kind: 'approvers_missing', missing: lack }];
  return status.remindersAt?.some((moment) => moment <= now) ? [{ kind: 'reminded' }] : [];
};

const missingApprovers = (request: RequestState, world: AuthorityWorld): number | undefined => {
  const inForce = rulesInForce(request, world.catalog);
  return inForce.kind === 'rules' ? approversMissing(request, inForce.rules, world)?.missing : undefined;
};
