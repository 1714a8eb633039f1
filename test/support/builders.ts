import type { Actor } from '../../functions/core/authority/directory.ts';
import type { Catalog, ListedRule, Principal, Role, RoleRule } from '../../functions/core/catalog/catalog.ts';
import { defined } from '../../functions/core/defined.ts';
import {
  accountOf,
  nameOf,
  parseAccessName,
  parseAccountId,
  parseRoleArn,
  parseSessionName,
  parseSlackChannelId,
  parseSlackUserId,
  parseUserArn,
  type SlackUserId,
} from '../../functions/core/names.ts';
import { parseRequestId, type RequestId } from '../../functions/core/request/ids.ts';
import { dayNumber, type Rotation } from '../../functions/core/schedule/rotation.ts';
import type { PolicyDocument, Statement } from '../../functions/core/trust/documents.ts';
import type { Grant } from '../../functions/core/trust/grant.ts';
import type { ObservedRole } from '../../functions/core/trust/observed.ts';

export const UTILS = parseAccountId('111111111111');
export const PROD = parseAccountId('222222222222');
export const ROLE = parseRoleArn('arn:aws:iam::222222222222:role/s3-list-role');

export const anIamUser = (
  name: string,
  { account = UTILS, identity = 'managed' as 'managed' | 'external' } = {},
): Extract<Principal, { kind: 'iam-user' }> => {
  const arn = parseUserArn(`arn:aws:iam::${account}:user/${name}`);
  return {
    kind: 'iam-user',
    accountId: accountOf(arn),
    arn,
    userName: nameOf(arn),
    sessionName: parseSessionName(name),
    identity,
  };
};

export const aFederated = (sessionName: string, role = 'Dev'): Extract<Principal, { kind: 'federated' }> => ({
  kind: 'federated',
  accountId: UTILS,
  roleArnPattern: `arn:aws:iam::${UTILS}:role/${role}`,
  sessionName: parseSessionName(sessionName),
});

export const alice = anIamUser('alice');
export const bob = anIamUser('bob');

/** A request ID that is derived from a number. */
export const idOf = (number: number): RequestId => parseRequestId(number.toString(16).padStart(20, '0'));

let lastId = 0;

/** A confirmed grant for alice on ROLE from 12:00 to 13:00, with the fields that a test overrides. Dates are ISO texts. */
export const aGrant = (
  fields: Partial<Omit<Grant, 'startsAt' | 'endsAt'>> & { startsAt?: string; endsAt?: string } = {},
): Grant => {
  lastId += 1;
  const { startsAt = '2030-01-01T12:00:00Z', endsAt = '2030-01-01T13:00:00Z', ...rest } = fields;
  return {
    roleArn: ROLE,
    requestId: idOf(lastId),
    by: parseSlackUserId('U0ALICE'),
    principal: alice,
    state: 'confirmed',
    ...rest,
    startsAt: new Date(startsAt),
    endsAt: new Date(endsAt),
  };
};

/** A foreign statement for break-glass, with an unknown member that the bot must keep. */
export const breakGlass: Statement = {
  Sid: 'BreakGlass',
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::222222222222:root' },
  Action: ['sts:AssumeRole'],
  Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
};

export const aTrust = (...statements: readonly Statement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statements,
});

/** A role as read from IAM: one foreign statement, default quotas, sessions of an hour. */
export const anObservedRole = (fields: Partial<ObservedRole> = {}): ObservedRole => ({
  roleArn: ROLE,
  trust: aTrust(breakGlass),
  trustQuotaChars: 2048,
  maxSessionSeconds: 3600,
  foreignInlineChars: 0,
  otherHubGuards: [],
  ...fields,
});

export const U = (name: string): SlackUserId => parseSlackUserId(`U0${name.toUpperCase()}`);

/** A user of the workspace. */
export const actor = (name: string): Actor => ({ id: U(name), teamId: 'T0LOCAL' });

/** The rule of prod-s3: everyone may request, bob or carol approves, one hour by default, eight hours at most. */
export const aRule = (fields: Partial<RoleRule> = {}): RoleRule => ({
  name: parseAccessName('prod-s3'),
  arn: ROLE,
  accountId: PROD,
  accountName: 'prod',
  description: 'List the S3 buckets of production',
  durationMinutes: { default: 60, max: 480 },
  requesters: [{ kind: 'everyone' }],
  approvers: [
    { kind: 'user', id: U('bob') },
    { kind: 'user', id: U('carol') },
  ],
  approvals: 1,
  allowSelfApproval: false,
  reason: 'required',
  channel: parseSlackChannelId('C0APPROVALS'),
  ...fields,
});

/** A role with some rules, each for the same role. */
export const aRole = (...rules: readonly [ListedRule, ...ListedRule[]]): Role => {
  const [{ name, arn, accountId, accountName, description, conditions, sessionTags }] = rules;
  return { name, arn, accountId, accountName, description, ...defined({ conditions, sessionTags }), rules };
};

/** The example catalog: alice and random_user in utils, and the given rules (default: prod-s3) in prod. */
export const aCatalog = (rules: readonly RoleRule[] = [aRule()], fields: Partial<Catalog> = {}): Catalog => ({
  hash: 'c'.repeat(64),
  accounts: [
    { name: 'utils', id: UTILS, managerRoleName: 'assume-bot-manager' },
    { name: 'prod', id: PROD, managerRoleName: 'assume-bot-manager' },
  ],
  people: { [U('alice')]: alice, [U('bob')]: bob, [U('random')]: anIamUser('random_user') },
  roles: Object.fromEntries(rules.map((rule) => [rule.name, aRole(rule)])),
  bundles: {},
  settings: {
    retentionDays: 400,
    lapseAfterMinutes: 24 * 60,
    minimumMinutes: 1,
    remindBeforeEndMinutes: 10,
    reminderMinutes: [30, 120, 360],
    operatorsChannel: parseSlackChannelId('C0OPERATORS'),
    admins: [{ kind: 'user', id: U('carol') }],
  },
  ...fields,
});

/** Alice, then bob, for a week each, from Monday at nine in Berlin. */
export const aRotation = (more: Partial<Rotation> = {}): Rotation => ({
  users: [U('alice'), U('bob')],
  shiftDays: 7,
  fromDay: dayNumber(2030, 3, 18),
  hour: 9,
  minute: 0,
  zone: 'Europe/Berlin',
  overrides: [],
  ...more,
});
