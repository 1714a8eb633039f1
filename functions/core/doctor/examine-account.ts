import type { Statement } from '../trust/documents.ts';
import { concerns } from '../trust/policy-match.ts';
import type { AccountFacts, SeenManager } from './facts.ts';
import { type Problems, problem } from './finding.ts';
import { excludedPrincipals, limitOf, trustedPrincipals } from './trusted-principals.ts';

const expectedExternalIds = ({ Condition = {} }: Statement): readonly string[] =>
  Object.values(Condition).flatMap((keys) =>
    Object.entries(keys).flatMap(([name, values]) => (name.toLowerCase() === 'sts:externalid' ? values : [])),
  );

/** The principals of a statement that are more than one role or user, unless its conditions name the callers. */
const tooMany = (statement: Statement): readonly string[] => {
  if (limitOf(statement) === 'who') return [];
  const excluded = excludedPrincipals(statement);
  if (excluded !== undefined)
    return concerns(statement, 'sts:AssumeRole', '') ? [`everyone but ${excluded.join(', ')}`] : [];
  return trustedPrincipals(statement)
    .filter(({ type, value }) => type !== 'AWS' || value === '*' || value.endsWith(':root'))
    .map(({ value }) => value);
};

/** Whether the manager role admits the bot, and no one else. */
function* examineManager(name: string, { arn, trust, externalId }: SeenManager, isUnused: boolean): Problems {
  if (trust === undefined) return yield problem('manager_missing', { arn, name });
  const allowing = trust.Statement.filter(({ Effect }) => Effect === 'Allow');
  const open = allowing.filter((one) => concerns(one, 'sts:AssumeRole', ''));
  const principals = allowing.flatMap(tooMany);
  const expected = open.flatMap(expectedExternalIds);
  if (open.length === 0) yield problem('manager_closed', { arn });
  if (principals.length > 0) yield problem('manager_open_to_many', { arn, principals });
  if (externalId !== undefined && expected.length > 0 && !expected.includes(externalId))
    yield problem('manager_other_external_id', { arn });
  if (isUnused) yield problem('manager_not_used_yet', { arn });
}

/** Whether the bot can work in an account. `isUnused`: the bot should have read its roles by now and has not. */
export function* examineAccount(name: string, facts: AccountFacts | undefined, isUnused: boolean): Problems {
  if (facts?.kind === 'not_seen') yield problem('manager_unreachable', facts);
  if (facts?.kind === 'looked_at') yield* examineManager(name, facts.manager, isUnused);
  if (facts?.kind !== 'reachable') return;
  if (facts.closedInspectorArn !== undefined) yield problem('inspector_closed', { arn: facts.closedInspectorArn });
  if (!facts.isQuotaReadable) yield problem('quota_unreadable', {});
}
