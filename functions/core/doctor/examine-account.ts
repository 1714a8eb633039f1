import type { PolicyDocument, Statement } from '../trust/documents.ts';
import { awsPrincipals, concerns, conditionKeysOf } from '../trust/policy-match.ts';
import type { AccountFacts, SeenManager } from './facts.ts';
import { type Finding, findingsAbout } from './finding.ts';

const REDEPLOY = 'Deploy the account stack again, with the settings of the hub.';

/** The values that a condition of a statement wants for a key, whatever the operator. */
const wantedFor = ({ Condition = {} }: Statement, key: string): readonly string[] =>
  Object.values(Condition).flatMap((keys) =>
    Object.entries(keys).flatMap(([name, values]) => (name.toLowerCase() === key ? [values].flat() : [])),
  );

const letsIn = (trust: PolicyDocument): readonly Statement[] =>
  trust.Statement.filter((one) => one.Effect === 'Allow' && concerns(one, 'sts:AssumeRole', ''));

/** Whole accounts, with nothing that says who of them. */
const isOpenToMany = (statement: Statement): boolean =>
  awsPrincipals(statement).some((one) => one === '*' || one.endsWith(':root')) &&
  !conditionKeysOf(statement).some((key) => /^aws:(principalarn|userid|username|principaltag\/)/i.test(key));

/** Whom the manager role lets in: the bot, and nobody else. */
const examineManager = (
  name: string,
  { arn, trust, externalId }: SeenManager,
  isUnused: boolean,
): readonly Finding[] => {
  const { error, note, found } = findingsAbout(`account ${name}`);
  if (trust === undefined)
    return error(
      'manager_missing',
      `There is no manager role ${arn}.`,
      `Deploy the account stack in account ${name}, or correct accounts.${name}.managerRole.`,
    );
  const open = letsIn(trust);
  const wide = open.filter(isOpenToMany);
  const expected = open.flatMap((statement) => wantedFor(statement, 'sts:externalid'));
  const isOtherId = externalId !== undefined && expected.length > 0 && !expected.includes(externalId);
  if (open.length === 0)
    error('manager_closed', `The manager role ${arn} lets nobody in, so not the bot either.`, REDEPLOY);
  if (wide.length > 0)
    error(
      'manager_open_to_many',
      `The manager role ${arn} does not say who of ${wide.flatMap(awsPrincipals).join(', ')} may assume it, and whoever does is the administrator of its targets.`,
      REDEPLOY,
    );
  if (isOtherId)
    error(
      'manager_other_external_id',
      `The manager role ${arn} asks for another ExternalId than the one that is set here.`,
      'Deploy hub and account stack with one assume-bot:externalId, or correct ASSUME_EXTERNAL_ID where you run this.',
    );
  if (isUnused)
    note(
      'manager_not_used_yet',
      `The manager role ${arn} is there, and the bot has not read a role of the account yet: whether it gets in will be seen with the first request.`,
      'Nothing, on a new deployment; else see the log of the reconcile function.',
    );
  return found;
};

/** Whether the bot gets into an account, as far as whoever looks can tell. */
export const examineAccount = (
  name: string,
  facts: AccountFacts | undefined,
  /** Whether the bot should have read roles of the account by now, and has read none. */
  isUnused = false,
): readonly Finding[] => {
  const { error, warning, note, found } = findingsAbout(`account ${name}`);
  switch (facts?.kind) {
    case undefined:
      return [];
    case 'not_seen':
      return error('manager_unreachable', facts.why, facts.fix);
    case 'looked_at':
      return examineManager(name, facts.manager, isUnused);
    case 'reachable':
      if (facts.closedInspectorArn !== undefined)
        note(
          'inspector_closed',
          `It was looked at through its manager role, which reads no more than the bot needs: the inspector role ${facts.closedInspectorArn} is not there, or does not let you in.`,
          'Name your own role or user in assume-bot:operators and deploy the account stack again.',
        );
      if (!facts.isQuotaReadable)
        warning(
          'quota_unreadable',
          'The manager role may not read the quotas of the account, so 2,048 characters are taken for a trust policy.',
          'Allow it iam:GetAccountSummary, as the account stack does.',
        );
      return found;
    default:
      return facts satisfies never;
  }
};
