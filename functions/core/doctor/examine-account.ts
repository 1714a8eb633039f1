import type { PolicyDocument, Statement } from '../trust/documents.ts';
import { awsPrincipals, concerns, conditionKeysOf } from '../trust/policy-match.ts';
import type { AccountFacts, SeenManager } from './facts.ts';
import { type Finding, findingsAbout } from './finding.ts';

/** The values that the conditions of a statement name for a key, with any operator. */
const wantedFor = ({ Condition = {} }: Statement, key: string): readonly string[] =>
  Object.values(Condition).flatMap((keys) =>
    Object.entries(keys).flatMap(([name, values]) => (name.toLowerCase() === key ? [values].flat() : [])),
  );

const letsIn = (trust: PolicyDocument): readonly Statement[] =>
  trust.Statement.filter((one) => one.Effect === 'Allow' && concerns(one, 'sts:AssumeRole', ''));

/** Whether a statement lets in whole accounts without limiting who in them. */
const isOpenToMany = (statement: Statement): boolean =>
  awsPrincipals(statement).some((one) => one === '*' || one.endsWith(':root')) &&
  !conditionKeysOf(statement).some((key) => /^aws:(principalarn|userid|username|principaltag\/)/i.test(key));

/** Whether the manager role lets in the bot, and no one else. */
const examineManager = (
  name: string,
  { arn, trust, externalId }: SeenManager,
  isUnused: boolean,
): readonly Finding[] => {
  const { add, found } = findingsAbout(`account ${name}`);
  if (trust === undefined) return add('manager_missing', { arn, name });
  const open = letsIn(trust);
  const wide = open.filter(isOpenToMany);
  const expected = open.flatMap((statement) => wantedFor(statement, 'sts:externalid'));
  if (open.length === 0) add('manager_closed', { arn });
  if (wide.length > 0) add('manager_open_to_many', { arn, principals: wide.flatMap(awsPrincipals) });
  if (externalId !== undefined && expected.length > 0 && !expected.includes(externalId))
    add('manager_other_external_id', { arn });
  if (isUnused) add('manager_not_used_yet', { arn });
  return found;
};

/** Whether the bot can work in an account, as far as the operator's credentials show it. */
export const examineAccount = (
  name: string,
  facts: AccountFacts | undefined,
  /** The bot should have read roles of the account by now, and has read none. */
  isUnused = false,
): readonly Finding[] => {
  const { add, found } = findingsAbout(`account ${name}`);
  switch (facts?.kind) {
    case undefined:
      return [];
    case 'not_seen':
      return add('manager_unreachable', facts);
    case 'looked_at':
      return examineManager(name, facts.manager, isUnused);
    case 'reachable':
      if (facts.closedInspectorArn !== undefined) add('inspector_closed', { arn: facts.closedInspectorArn });
      if (!facts.isQuotaReadable) add('quota_unreadable', {});
      return found;
    default:
      return facts satisfies never;
  }
};
