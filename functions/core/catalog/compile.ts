import type { SlackUserId } from '../names.ts';
import { partitionOf } from '../names.ts';
import type { Catalog } from './catalog.ts';
import { compileAccounts } from './compile-accounts.ts';
import { compileBundles } from './compile-bundles.ts';
import { checkSchedules, compileOnCall } from './compile-on-call.ts';
import { compilePeople } from './compile-people.ts';
import { compileRoles } from './compile-roles.ts';
import { compileSettings } from './compile-settings.ts';
import { hashCatalog } from './hash.ts';
import type { CatalogProblem, ProblemList } from './problems.ts';
import { createProblemList } from './problems.ts';
import { readFields } from './read-fields.ts';
import { catalogSchema } from './schema.ts';
import type { Written } from './source.ts';
import { readYaml } from './source.ts';

export type CompiledCatalog =
  | { readonly kind: 'ok'; readonly catalog: Catalog; readonly warnings: readonly CatalogProblem[] }
  | { readonly kind: 'invalid'; readonly problems: readonly CatalogProblem[] };

/** Makes a catalog of the text of an `access.yaml`, or tells everything that is wrong with it, in the order of lines. */
export const compileCatalog = (yamlText: string): CompiledCatalog => {
  const list = createProblemList();
  const root = readYaml(yamlText, list);
  const content = root === undefined ? undefined : compileRoot(root, list);
  const problems = list.problems();
  if (problems.length > 0 || content === undefined) return { kind: 'invalid', problems };
  return { kind: 'ok', catalog: { hash: hashCatalog(content), ...content }, warnings: list.warnings() };
};

const compileRoot = (root: Written, list: ProblemList): Omit<Catalog, 'hash'> => {
  readFields(root, [], catalogSchema.shape, list, 'a map with accounts, people and roles');
  const section = (name: keyof typeof catalogSchema.shape): Written | undefined => {
    const written = root.entries.get(name);
    const isLeftEmpty = written?.value === null && catalogSchema.shape[name].safeParse(null).success;
    return isLeftEmpty ? undefined : written;
  };
  const accounts = compileAccounts(section('accounts'), partitionOfRoles(section('roles')), list);
  const settings = compileSettings(section('settings'), list);
  const { people, byEmail } = compilePeople(section('people'), accounts, list);
  const sections = { roles: section('roles'), defaults: section('defaults'), bundles: section('bundles') };
  const { minimumMinutes, lapseAfterMinutes } = settings;
  const roles = compileRoles(sections, { accounts, minimumMinutes, lapseAfterMinutes, list });
  const bundles = compileBundles(sections, list);
  const onCall = compileOnCall(section('onCall'), list);
  checkSchedules(roles, onCall, sections.roles, list);
  const content = {
    accounts: accounts.accounts,
    people,
    ...(byEmail === undefined ? {} : { byEmail }),
    roles: Object.fromEntries(roles.map((rule) => [rule.name, rule])),
    bundles: Object.fromEntries(bundles.map((bundle) => [bundle.name, bundle])),
    ...(onCall === undefined ? {} : { onCall }),
    settings,
  };
  warnOfNobodies(content, sections.roles, list);
  return content;
};

/** People who may ask for a role and are nobody in AWS would learn so only when they ask. */
const warnOfNobodies = (
  { people, byEmail, roles }: Pick<Catalog, 'people' | 'byEmail' | 'roles'>,
  section: Written | undefined,
  list: ProblemList,
): void => {
  if (byEmail !== undefined) return;
  const isNobody = (id: SlackUserId): boolean => !Object.hasOwn(people, id);
  for (const { name, requesters } of Object.values(roles)) {
    const nobodies = requesters.flatMap((one) => (one.kind === 'user' && isNobody(one.id) ? one.id : []));
    const at = section?.entries.get(name)?.keyAt;
    if (nobodies.length > 0 && at !== undefined)
      list.warning(at, ['roles', name], `${nobodies.join(', ')} may ask, and people does not say who that is in AWS`);
  }
};

const partitionOfRoles = (section: Written | undefined): string => {
  const arns = [...(section?.entries.values() ?? [])].map((role) => role.entries.get('arn')?.value);
  return partitionOf(String(arns.find((arn) => typeof arn === 'string' && arn.startsWith('arn:aws')) ?? 'arn:aws'));
};
