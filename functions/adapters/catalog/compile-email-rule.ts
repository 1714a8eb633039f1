import type { EmailRule, Principal } from '../../core/catalog/catalog.ts';
import type { SlackUserId } from '../../core/names.ts';
import type { KnownAccounts } from './compile-accounts.ts';
import type { PeopleDraft } from './compile-people.ts';
import type { Source } from './read.ts';

/** A user who is listed by id. */
export interface Listed {
  readonly id: SlackUserId;
  readonly principal: Principal;
}

/** Domains where everyone can register an address. */
const PUBLIC_DOMAINS =
  /^(?:gmail|googlemail|outlook|hotmail|live|yahoo|icloud|aol|gmx|proton|protonmail)\.(?:com|net|me|de)$/;

/** Reads the IAM user of users who are not listed, and warns if it could be that of a listed user. */
export const compileEmailRule = (
  { byEmail: template, domains }: Pick<PeopleDraft, 'byEmail' | 'domains'>,
  accounts: KnownAccounts,
  listed: readonly Listed[],
  source: Source,
): EmailRule | undefined => {
  const path = ['people', 'byEmail'];
  const isAbsent = (key: string): boolean =>
    source.at(['people', key]) === undefined && !source.hasProblem(['people', key]);
  if (domains !== undefined && isAbsent('byEmail'))
    source.problem(['people', 'domains'], 'domains are only used with byEmail, which is missing', 'key');
  if (template === undefined) return undefined;
  if (isAbsent('domains')) source.problem(path, 'domains is missing; expected a list such as [ example.com ]', 'key');
  accounts.requireArn(template, path);
  const names = [...new Set(domains?.map((domain) => domain.toLowerCase()))];
  if (names.length > 1)
    source.problem(
      ['people', 'domains'],
      `the same name at ${names.join(' and ')} would be the same IAM user, so two users could share one AWS identity; keep one domain and list users of the others by id`,
    );
  for (const domain of names.filter((name) => PUBLIC_DOMAINS.test(name)))
    source.warning(path, `everyone can register an address at ${domain}; list users by id instead`);
  for (const { id, principal } of listed)
    if (couldShareName(template, principal.sessionName) && !isMadeBy(template, principal))
      source.warning(
        path,
        `an e-mail address could result in the session name "${principal.sessionName}" of ${id}; only one of the two users could hold a role at a time`,
      );
  return { template, domains: names };
};

const couldShareName = (template: string, sessionName: string): boolean => {
  const [before = '', after = ''] = template.slice(template.lastIndexOf('/') + 1).split('{local}');
  const local = sessionName.slice(before.length, sessionName.length - after.length);
  const isShaped = sessionName.startsWith(before) && sessionName.endsWith(after) && local.length >= 2;
  // The part of an address before the @ is in lower case and contains no @.
  return isShaped && local === local.toLowerCase() && !local.includes('@');
};

/** Whether a listed user has the IAM user that their own address results in. */
const isMadeBy = (template: string, principal: Principal): boolean =>
  principal.kind === 'iam-user' &&
  principal.arn.slice(0, principal.arn.lastIndexOf('/')) === template.slice(0, template.lastIndexOf('/'));
