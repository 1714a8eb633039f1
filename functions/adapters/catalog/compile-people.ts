import type { Catalog, EmailRule, Principal } from '../../core/catalog/catalog.ts';
import { iamUser } from '../../core/catalog/lookup.ts';
import { personKey } from '../../core/grant.ts';
import {
  nameOf,
  parseAccountId,
  parseSessionName,
  parseSlackUserId,
  parseUserArn,
  type SlackUserId,
} from '../../core/names.ts';
import type { KnownAccounts } from './compile-accounts.ts';
import { emailSchema, SESSION_ARN } from './people-schema.ts';
import { type Path, suggest } from './problems.ts';
import type { Source } from './read.ts';
import { SLACK_USER_ID } from './schema-parts.ts';

/** A person as the schema takes one; which keys are there says which kind it is. */
type PersonDraft =
  | string
  | { readonly arn?: string; readonly identity?: 'managed' | 'external' }
  | { readonly permissionSet?: string; readonly account?: string; readonly user?: string };

export interface PeopleDraft {
  readonly byEmail?: string | undefined;
  readonly domains?: readonly string[] | undefined;
  readonly [slackId: string]: unknown;
}

/** A person listed by id. */
interface Listed {
  readonly id: SlackUserId;
  readonly principal: Principal;
}

/** Anybody can have an address there, with any part before the @ that is free. */
const PUBLIC_DOMAINS =
  /^(?:gmail|googlemail|outlook|hotmail|live|yahoo|icloud|aol|gmx|proton|protonmail)\.(?:com|net|me|de)$/;

/** Reads the people section: which AWS identity each person has, and that no two people share one. */
export const compilePeople = (
  { byEmail, domains, ...people }: PeopleDraft,
  accounts: KnownAccounts,
  source: Source,
): Pick<Catalog, 'people' | 'byEmail'> => {
  for (const name of source.at(['people'])?.entries.keys() ?? [])
    if (!Object.hasOwn(emailSchema.shape, name) && !SLACK_USER_ID.test(name)) reportWrongId(name, source);
  const listed = Object.entries(people).flatMap(([id, person]): readonly Listed[] => {
    const principal = readPrincipal(person as PersonDraft, ['people', id], accounts, source);
    return principal === undefined || !SLACK_USER_ID.test(id) ? [] : [{ id: parseSlackUserId(id), principal }];
  });
  for (const [index, person] of listed.entries()) reportLookAlike(person, listed.slice(0, index), source);
  const rule = readEmailRule({ byEmail, domains }, accounts, listed, source);
  return {
    people: Object.fromEntries(listed.map(({ id, principal }) => [id, principal])),
    ...(rule === undefined ? {} : { byEmail: rule }),
  };
};

const reportWrongId = (name: string, source: Source): void => {
  const upper = name.toUpperCase();
  const known = SLACK_USER_ID.test(upper) ? [upper] : Object.keys(emailSchema.shape);
  const hint = suggest(name, known, 'in Slack: the profile, More, Copy member ID');
  source.problem(['people', name], `"${name}" is not a Slack user id such as U0ALICE; ${hint}`, 'key');
};

/** Two people with one session name on one role could not be told apart, nor ended apart. */
const reportLookAlike = ({ id, principal }: Listed, others: readonly Listed[], source: Source): void => {
  const other = others.find((one) => one.principal.sessionName === principal.sessionName);
  if (other === undefined) return;
  const message =
    personKey(other.principal) === personKey(principal)
      ? `${other.id} already has this AWS identity; each person needs their own`
      : `the session name "${principal.sessionName}" already belongs to ${other.id}; each person needs their own`;
  source.problem(['people', id], message, 'key');
};

const readPrincipal = (
  person: PersonDraft,
  path: Path,
  accounts: KnownAccounts,
  source: Source,
): Principal | undefined => {
  if (typeof person === 'string') return readArn({ arn: person }, path, path, accounts, source);
  if ('arn' in person) return readArn(person, path, [...path, 'arn'], accounts, source);
  const { permissionSet, account, user } = person as Exclude<PersonDraft, string | { arn?: string }>;
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
  { arn, identity }: { readonly arn?: string; readonly identity?: 'managed' | 'external' },
  person: Path,
  path: Path,
  accounts: KnownAccounts,
  source: Source,
): Principal | undefined => {
  if (arn === undefined) return undefined;
  const session = SESSION_ARN.exec(arn)?.groups;
  accounts.requireArn(arn, path);
  if (session === undefined) {
    const user = parseUserArn(arn);
    if (nameOf(user).length > 1) return iamUser(user, identity ?? 'managed');
    source.problem(path, `the user name "${nameOf(user)}" has one character; a role session name needs two`);
    return undefined;
  }
  const { partition = 'aws', account = '', role = '', session: name = '' } = session;
  const accountId = parseAccountId(account);
  if (/^AWSReservedSSO_/i.test(role)) {
    const [, permissionSet = 'NAME'] = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/i.exec(role) ?? [];
    const instead = `{ permissionSet: ${permissionSet}, account: ${accounts.byId(accountId)?.name ?? 'NAME'}, user: ${name} }`;
    source.problem(path, `this session comes from IAM Identity Center; write it as ${instead}`);
    return undefined;
  }
  if (accounts.isOwnRole(accountId, role))
    source.problem(path, `${role} is a role of the bot itself; its sessions are not people`);
  if (identity === 'managed')
    source.problem([...person, 'identity'], 'only IAM users can be managed; expected external for a session');
  const roleArnPattern = `arn:${partition}:iam::${accountId}:role/${role}`;
  return { kind: 'federated', accountId, roleArnPattern, sessionName: parseSessionName(name) };
};

/** Reads how people who are not listed are known by their e-mail, and who of them could be mistaken for another. */
const readEmailRule = (
  { byEmail: template, domains }: Pick<PeopleDraft, 'byEmail' | 'domains'>,
  accounts: KnownAccounts,
  listed: readonly Listed[],
  source: Source,
): EmailRule | undefined => {
  const path = ['people', 'byEmail'];
  const isAbsent = (key: string): boolean =>
    source.at(['people', key]) === undefined && !source.hasProblem(['people', key]);
  if (domains !== undefined && isAbsent('byEmail'))
    source.problem(['people', 'domains'], 'domains need byEmail beside them', 'key');
  if (template === undefined) return undefined;
  if (isAbsent('domains')) source.problem(path, 'domains is missing; expected a list such as [ example.com ]', 'key');
  accounts.requireArn(template, path);
  const names = [...new Set(domains?.map((domain) => domain.toLowerCase()))];
  if (names.length > 1)
    source.problem(
      ['people', 'domains'],
      `the same name at ${names.join(' and ')} would be one IAM user, so two people could share one AWS identity; keep one domain and list the others' people by id`,
    );
  for (const domain of names.filter((name) => PUBLIC_DOMAINS.test(name)))
    source.warning(path, `anybody can have an address at ${domain}; list people by id instead`);
  for (const { id, principal } of listed)
    if (couldShareName(template, principal.sessionName) && !isMadeBy(template, principal))
      source.warning(
        path,
        `an e-mail address could lead to the session name "${principal.sessionName}" of ${id}; only one of the two people could hold a role at a time`,
      );
  return { template, domains: names };
};

const couldShareName = (template: string, sessionName: string): boolean => {
  const [before = '', after = ''] = template.slice(template.lastIndexOf('/') + 1).split('{local}');
  const local = sessionName.slice(before.length, sessionName.length - after.length);
  const isShaped = sessionName.startsWith(before) && sessionName.endsWith(after) && local.length >= 2;
  // What an e-mail leads to is in lower case and has no @ of its own.
  return isShaped && local === local.toLowerCase() && !local.includes('@');
};

/** Whether a person has the very IAM user that their e-mail would lead to: then nobody else is given it. */
const isMadeBy = (template: string, principal: Principal): boolean =>
  principal.kind === 'iam-user' &&
  principal.arn.slice(0, principal.arn.lastIndexOf('/')) === template.slice(0, template.lastIndexOf('/'));
