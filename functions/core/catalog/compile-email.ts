import type { EmailRule } from './catalog.ts';
import type { KnownAccounts } from './compile-accounts.ts';
import type { Listed } from './compile-people.ts';
import { emailSchema } from './people-schema.ts';
import type { ProblemList } from './problems.ts';
import { readField } from './read-fields.ts';
import type { Written } from './source.ts';

/** Anybody can have an address there, with any part before the @ that is free. */
const PUBLIC_DOMAINS =
  /^(?:gmail|googlemail|outlook|hotmail|live|yahoo|icloud|aol|gmx|proton|protonmail)\.(?:com|net|me|de)$/;

/** Reads how people who are not listed are known by their e-mail, and warns of those who could be mixed up. */
export const readEmailRule = (
  section: Written,
  accounts: KnownAccounts,
  listed: readonly Listed[],
  list: ProblemList,
): EmailRule | undefined => {
  const [byEmailEntry, domainsEntry] = [section.entries.get('byEmail'), section.entries.get('domains')];
  const byEmail = byEmailEntry && readField(byEmailEntry, ['people', 'byEmail'], emailSchema.shape.byEmail, list);
  const domains = domainsEntry && readField(domainsEntry, ['people', 'domains'], emailSchema.shape.domains, list);
  if (byEmail === undefined && domains !== undefined)
    list.problem(domains.written.keyAt, domains.path, 'domains say nothing without byEmail beside them');
  if (byEmail !== undefined && domains === undefined)
    list.problem(byEmail.written.keyAt, byEmail.path, 'domains is missing; expected a list such as [ example.com ]');
  if (byEmail?.value === undefined) return undefined;

  const { at } = byEmail.written;
  const template = byEmail.value;
  accounts.requireArn(template, at, byEmail.path);
  const names = [...new Set(domains?.value?.map((domain) => domain.toLowerCase()))];
  if (names.length > 1)
    list.warning(
      at,
      byEmail.path,
      `one name at ${names.join(' and ')} leads to the same IAM user for each; list such people by id`,
    );
  for (const domain of names.filter((name) => PUBLIC_DOMAINS.test(name)))
    list.warning(at, byEmail.path, `anybody can have an address at ${domain}; list people by id instead`);
  for (const { id, principal } of listed)
    if (couldShareName(template, principal.sessionName) && !isMadeBy(template, principal))
      list.warning(
        at,
        byEmail.path,
        `somebody's e-mail could lead to the session name "${principal.sessionName}" of ${id}; only one of the two could hold a role at a time`,
      );
  return { template, domains: names };
};

const nameTemplate = (template: string): string => template.slice(template.lastIndexOf('/') + 1);

const couldShareName = (template: string, sessionName: string): boolean => {
  const [before = '', after = ''] = nameTemplate(template).split('{local}');
  const local = sessionName.slice(before.length, sessionName.length - after.length);
  const isShaped = sessionName.startsWith(before) && sessionName.endsWith(after) && local.length >= 2;
  // What an e-mail leads to is in lower case and has no @ of its own.
  return isShaped && local === local.toLowerCase() && !local.includes('@');
};

/** Whether a person has the very IAM user that their e-mail would lead to: then nobody else is given it. */
const isMadeBy = (template: string, principal: Listed['principal']): boolean =>
  principal.kind === 'iam-user' &&
  principal.arn.slice(0, principal.arn.lastIndexOf('/')) === template.slice(0, template.lastIndexOf('/'));
