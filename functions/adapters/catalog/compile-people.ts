import type { Catalog, Principal } from '../../core/catalog/catalog.ts';
import { iamUser } from '../../core/catalog/lookup.ts';
import { defined } from '../../core/defined.ts';
import { nameOf, parseAccountId, parseSessionName, parseSlackUserId, parseUserArn } from '../../core/names.ts';
import { userKey } from '../../core/trust/grant.ts';
import type { KnownAccounts } from './compile-accounts.ts';
import { compileEmailRule, type Listed } from './compile-email-rule.ts';
import { emailSchema, SESSION_ARN } from './people-schema.ts';
import { type Path, suggest } from './problems.ts';
import type { Source } from './read.ts';
import { SLACK_USER_ID } from './schema-parts.ts';

/** The AWS identity of a user, with the keys of all forms of the schema. */
interface IdentityDraft {
  readonly arn?: string;
  readonly identity?: 'managed' | 'external';
  readonly permissionSet?: string;
  readonly account?: string;
  readonly user?: string;
}

export interface PeopleDraft {
  readonly byEmail?: string | undefined;
  readonly domains?: readonly string[] | undefined;
  readonly [slackId: string]: unknown;
}

/** Reads the AWS identity of each user. No two users can share one. */
export const compilePeople = (
  { byEmail, domains, ...people }: PeopleDraft,
  accounts: KnownAccounts,
  source: Source,
): Pick<Catalog, 'people' | 'byEmail'> => {
  for (const name of source.at(['people'])?.entries.keys() ?? [])
    if (!Object.hasOwn(emailSchema.shape, name) && !SLACK_USER_ID.test(name)) reportWrongId(name, source);
  const listed = Object.entries(people).flatMap(([id, person]): readonly Listed[] => {
    const principal = readPrincipal(person as string | IdentityDraft, ['people', id], accounts, source);
    return principal === undefined || !SLACK_USER_ID.test(id) ? [] : [{ id: parseSlackUserId(id), principal }];
  });
  for (const [index, person] of listed.entries()) reportLookAlike(person, listed.slice(0, index), source);
  const rule = compileEmailRule({ byEmail, domains }, accounts, listed, source);
  return {
    people: Object.fromEntries(listed.map(({ id, principal }) => [id, principal])),
    ...defined({ byEmail: rule }),
  };
};

const reportWrongId = (name: string, source: Source): void => {
  const upper = name.toUpperCase();
  const known = SLACK_USER_ID.test(upper) ? [upper] : Object.keys(emailSchema.shape);
  const hint = suggest(name, known, 'in Slack: the profile, More, Copy member ID');
  source.problem(['people', name], `"${name}" is not a Slack user id such as U0ALICE; ${hint}`, 'key');
};

/** The access of two users with the same session name could not be distinguished, or ended separately. */
const reportLookAlike = ({ id, principal }: Listed, others: readonly Listed[], source: Source): void => {
  const other = others.find(
    (one) => one.principal.sessionName === principal.sessionName || userKey(one.principal) === userKey(principal),
  );
  if (other === undefined) return;
  const message =
    userKey(other.principal) === userKey(principal)
      ? `${other.id} already has this AWS identity; each user needs a different one`
      : `the session name "${principal.sessionName}" already belongs to ${other.id}; each user needs a different one`;
  source.problem(['people', id], message, 'key');
};

const readPrincipal = (
  person: string | IdentityDraft,
  path: Path,
  accounts: KnownAccounts,
  source: Source,
): Principal | undefined => {
  if (typeof person === 'string') return readArn(person, {}, path, accounts, source);
  const { arn, permissionSet, account, user } = person;
  if (arn !== undefined) return readArn(arn, person, [...path, 'arn'], accounts, source);
  const found = account === undefined ? undefined : accounts.requireName(account, [...path, 'account']);
  if (permissionSet === undefined || found === undefined || user === undefined) return undefined;
  return {
    kind: 'federated',
    accountId: found.id,
    roleArnPattern: `arn:${accounts.partition}:iam::${found.id}:${reservedRole(permissionSet)}`,
    sessionName: parseSessionName(user),
  };
};

/**
 * The role that IAM Identity Center makes of a permission set. Its path ends with a region, except in us-east-1. The
 * slash before `AWSReservedSSO_` keeps out permission sets whose own name contains `AWSReservedSSO_`.
 * https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
 */
const reservedRole = (permissionSet: string): string =>
  `role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_${permissionSet}_${'?'.repeat(16)}`;

const readArn = (
  arn: string,
  { identity }: IdentityDraft,
  path: Path,
  accounts: KnownAccounts,
  source: Source,
): Principal | undefined => {
  const session = SESSION_ARN.exec(arn)?.groups;
  accounts.requireArn(arn, path);
  if (session === undefined) {
    const user = parseUserArn(arn);
    if (nameOf(user).length > 1) return iamUser(user, identity ?? 'managed');
    source.problem(path, `the user name "${nameOf(user)}" has one character; a role session name needs at least two`);
    return undefined;
  }
  const { partition = accounts.partition, account = '', role = '', session: name = '' } = session;
  const accountId = parseAccountId(account);
  if (/^AWSReservedSSO_/i.test(role)) {
    const [, permissionSet = 'NAME'] = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/i.exec(role) ?? [];
    const instead = `{ permissionSet: ${permissionSet}, account: ${accounts.byId(accountId)?.name ?? 'NAME'}, user: ${name} }`;
    source.problem(path, `this is a session of IAM Identity Center; write it as ${instead}`);
    return undefined;
  }
  if (accounts.isOwnRole(accountId, role))
    source.problem(path, `${role} is a role of the bot; its sessions are not users`);
  if (identity === 'managed')
    source.problem([...path.slice(0, 2), 'identity'], 'only IAM users can be managed; expected external for a session');
  const roleArnPattern = `arn:${partition}:iam::${accountId}:role/${role}`;
  return { kind: 'federated', accountId, roleArnPattern, sessionName: parseSessionName(name) };
};
