import { personKey } from '../grant.ts';
import type { SlackUserId } from '../names.ts';
import { accountOf, nameOf, parseAccountId, parseSessionName, parseSlackUserId, parseUserArn } from '../names.ts';
import { nearest } from '../nearest.ts';
import type { EmailRule, Principal } from './catalog.ts';
import type { KnownAccounts } from './compile-accounts.ts';
import { readEmailRule } from './compile-email.ts';
import { iamUser } from './lookup.ts';
import { arnPersonSchema, emailSchema, identityCenterPersonSchema, SESSION_ARN } from './people-schema.ts';
import type { Path, Place, ProblemList } from './problems.ts';
import type { Field, Named } from './read-fields.ts';
import { readField, readFields, readSection, tellWrongKind } from './read-fields.ts';
import { SLACK_USER_ID } from './schema-parts.ts';
import type { Written } from './source.ts';

export interface CompiledPeople {
  readonly people: Readonly<Record<SlackUserId, Principal>>;
  readonly byEmail?: EmailRule;
}

/** Somebody listed by id. */
export interface Listed {
  readonly id: SlackUserId;
  readonly principal: Principal;
  readonly at: Place;
  readonly path: Path;
}

/** Reads the people section: who is who in AWS, and that nobody can be taken for somebody else. */
export const compilePeople = (
  section: Written | undefined,
  accounts: KnownAccounts,
  list: ProblemList,
): CompiledPeople => {
  const entries = readSection(section, ['people'], 'AWS identities by Slack user id', list);
  const isAboutEmail = ({ name }: Named): boolean => Object.hasOwn(emailSchema.shape, name);
  const listed = entries.filter((entry) => !isAboutEmail(entry)).flatMap((entry) => readPerson(entry, accounts, list));
  const byEmail = section?.kind === 'map' ? readEmailRule(section, accounts, listed, list) : undefined;
  for (const [index, person] of listed.entries()) tellLookAlike(person, listed.slice(0, index), list);
  return {
    people: Object.fromEntries(listed.map(({ id, principal }) => [id, principal])),
    ...(byEmail === undefined ? {} : { byEmail }),
  };
};

/** Two people with one session name on one role could not be told apart, nor ended apart. */
const tellLookAlike = ({ principal, at, path }: Listed, others: readonly Listed[], list: ProblemList): void => {
  const other = others.find((one) => one.principal.sessionName === principal.sessionName);
  if (other === undefined) return;
  const isSame = personKey(other.principal) === personKey(principal);
  list.problem(
    at,
    path,
    isSame
      ? `this is the AWS identity of ${other.id} already; each person needs one of their own`
      : `sessions would be named "${principal.sessionName}" as those of ${other.id} are; one session name belongs to one person`,
  );
};

const readPerson = ({ name, written, path }: Named, accounts: KnownAccounts, list: ProblemList): readonly Listed[] => {
  if (!SLACK_USER_ID.test(name)) {
    const [likely] = SLACK_USER_ID.test(name.toUpperCase())
      ? [name.toUpperCase()]
      : nearest(name, Object.keys(emailSchema.shape));
    const hint = likely === undefined ? 'in Slack: the profile, More, Copy member ID' : `did you mean ${likely}?`;
    list.problem(written.keyAt, path, `"${name}" is not a Slack user id such as U0ALICE; ${hint}`);
    if (likely !== undefined) return [];
  }
  const principal = readPrincipal(written, path, accounts, list);
  if (principal === undefined || !SLACK_USER_ID.test(name)) return [];
  return [{ id: parseSlackUserId(name), principal, at: written.keyAt, path }];
};

const readPrincipal = (
  written: Written,
  path: Path,
  accounts: KnownAccounts,
  list: ProblemList,
): Principal | undefined => {
  if (written.kind === 'list') {
    tellWrongKind(written, path, 'an ARN, or a map with arn, or a map with permissionSet, account and user', list);
    return undefined;
  }
  if (written.kind === 'scalar')
    return principalOfArn(readField(written, path, arnPersonSchema.shape.arn, list), undefined, accounts, list);
  const isIdentityCenter = [...written.entries.keys()].some(
    (key) => nearest(key, Object.keys(identityCenterPersonSchema.shape)).length > 0,
  );
  if (isIdentityCenter) return readIdentityCenter(written, path, accounts, list);
  const { arn, identity } = readFields(written, path, arnPersonSchema.shape, list);
  return arn && principalOfArn(arn, identity, accounts, list);
};

const principalOfArn = (
  { value, written, path }: Field<string>,
  identity: Field<'managed' | 'external'> | undefined,
  accounts: KnownAccounts,
  list: ProblemList,
): Principal | undefined => {
  if (value === undefined) return undefined;
  const session = SESSION_ARN.exec(value)?.groups;
  const accountId = parseAccountId(session?.['account'] ?? accountOf(parseUserArn(value)));
  accounts.requireArn(value, written.at, path);
  if (session === undefined) {
    const arn = parseUserArn(value);
    if (nameOf(arn).length > 1) return iamUser(arn, identity?.value ?? 'managed');
    list.problem(written.at, path, `the user name "${nameOf(arn)}" has one character; a role session name needs two`);
    return undefined;
  }
  const { partition = 'aws', role = '', session: name = '' } = session;
  if (role.startsWith('AWSReservedSSO_')) {
    const [, permissionSet = 'NAME'] = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(role) ?? [];
    const account = accounts.byId(accountId)?.name ?? 'NAME';
    const instead = `{ permissionSet: ${permissionSet}, account: ${account}, user: ${name} }`;
    list.problem(written.at, path, `this session comes from IAM Identity Center; write it as ${instead}`);
    return undefined;
  }
  if (identity?.value === 'managed')
    list.problem(identity.written.at, identity.path, 'only IAM users can be managed; expected external for a session');
  const roleArnPattern = `arn:${partition}:iam::${accountId}:role/${role}`;
  return { kind: 'federated', accountId, roleArnPattern, sessionName: parseSessionName(name) };
};

/** What AWS appends to the name of a permission set. The path before it has a region, except where that is us-east-1. */
const reservedRole = (permissionSet: string): string =>
  `role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_${permissionSet}_${'?'.repeat(16)}`;

const readIdentityCenter = (
  written: Written,
  path: Path,
  accounts: KnownAccounts,
  list: ProblemList,
): Principal | undefined => {
  const { permissionSet, account, user } = readFields(written, path, identityCenterPersonSchema.shape, list);
  const found = account?.value && accounts.requireName(account.value, account.written.at, account.path);
  if (!permissionSet?.value || !found || !user?.value) return undefined;
  return {
    kind: 'federated',
    accountId: found.id,
    roleArnPattern: `arn:${accounts.partition}:iam::${found.id}:${reservedRole(permissionSet.value)}`,
    sessionName: parseSessionName(user.value),
  };
};
