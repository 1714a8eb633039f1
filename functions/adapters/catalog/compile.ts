import { type Catalog, hashCatalog, type Role, type Settings } from '../../core/catalog/catalog.ts';
import { own, rulesOf, withRulesOf } from '../../core/catalog/lookup.ts';
import { defined } from '../../core/defined.ts';
import { parseSlackChannelId, partitionOf } from '../../core/names.ts';
import type { WrittenRule } from '../../core/rules/written.ts';
import { checkLabels } from './check-labels.ts';
import { checkQuality } from './check-quality.ts';
import { checkRotations } from './check-rotations.ts';
import { checkWaiting } from './check-waiting.ts';
import { compileAccounts } from './compile-accounts.ts';
import { type CompiledBundle, compileBundles } from './compile-bundles.ts';
import { checkConditions } from './compile-conditions.ts';
import { compileOnCall } from './compile-on-call.ts';
import { compilePeople, type PeopleDraft } from './compile-people.ts';
import { type CompiledRole, compileRoles } from './compile-roles.ts';
import type { RuleOrigin } from './compile-rules.ts';
import { compileWho } from './compile-who.ts';
import { type CatalogProblem, createProblemList, type ProblemList } from './problems.ts';
import { type Draft, readDraft, type Source } from './read.ts';
import type { ProvePattern } from './rule-context.ts';
import { type CatalogInput, catalogSchema } from './schema.ts';
import { minutesOf } from './schema-parts.ts';
import { readYaml, type Written } from './source.ts';

export type CompiledCatalog =
  | {
      readonly kind: 'ok';
      readonly catalog: Catalog;
      readonly warnings: readonly CatalogProblem[];
      /** The list of rules that a role uses, as the file has it; empty for a role without a list. */
      readonly written: Readonly<Record<string, readonly WrittenRule[]>>;
    }
  | { readonly kind: 'invalid'; readonly problems: readonly CatalogProblem[] };

/** Patterns that are not proven safe count as unsafe. */
const NOT_PROVEN: ProvePattern = () => 'it is not proven safe';

/**
 * Compiles the text of an `access.yaml`, or reports all of its mistakes in the order of lines.
 * `deployment` is the prefix of the roles of the Lambdas. Hours and rotations are examined for the year from `now` on.
 */
export const compileCatalog = (
  yamlText: string,
  provePattern = NOT_PROVEN,
  deployment = 'assume-bot',
  now = new Date(),
): CompiledCatalog => {
  const list = createProblemList();
  const root = readYaml(yamlText, list);
  const compiled = root === undefined ? undefined : compileRoot(root, { provePattern, deployment, now }, list);
  const problems = list.problems();
  if (problems.length > 0 || compiled === undefined) return { kind: 'invalid', problems };
  const { content, written } = compiled;
  return { kind: 'ok', catalog: { hash: hashCatalog(content), ...content }, warnings: list.warnings(), written };
};

const compileRoot = (
  root: Written,
  {
    provePattern,
    deployment,
    now,
  }: { readonly provePattern: ProvePattern; readonly deployment: string; readonly now: Date },
  list: ProblemList,
): { readonly content: Omit<Catalog, 'hash'>; readonly written: Readonly<Record<string, readonly WrittenRule[]>> } => {
  const { draft, source } = readDraft(root, catalogSchema, list);
  const { people = {}, defaults = {}, roles = {}, bundles = {} } = draft;
  const onCall = compileOnCall(draft.onCall, source);
  const schedules = [...(source.at(['onCall'])?.entries.keys() ?? [])];
  const settings = compileSettings(draft.settings, schedules, source);
  const accounts = compileAccounts(source, partitionOfRoles(roles), deployment);
  const persons = compilePeople(people as PeopleDraft, accounts, source);
  const shared = { defaults, byLabel: draft.defaultsByLabel ?? [], accounts: draft.accounts ?? {} };
  const input = { source, settings, schedules, onCall, provePattern };
  const compiled = compileRoles(roles, shared, accounts, input);
  const ofBundles = compileBundles(bundles, roles, defaults, input, compiled);
  checkLabels(roles, shared, compiled, source);
  const content = {
    accounts: accounts.accounts,
    ...persons,
    roles: Object.fromEntries(compiled.flatMap(({ name, role }) => (role === undefined ? [] : [[name, role]]))),
    bundles: Object.fromEntries(ofBundles.map(({ bundle }) => [bundle.name, bundle])),
    ...defined({ onCall }),
    settings,
  };
  warnOfMissingIdentities(content, source);
  checkConditions(content, source);
  // The places of rules are those of the file only if no rule was left out.
  const examined = [...compiled, ...asRoles(ofBundles, content)];
  if (list.problems().length === 0) {
    checkQuality(content, examined, source, now);
    checkRotations(onCall, source, now);
    checkWaiting(content, examined, source, now);
  }
  return {
    content,
    written: Object.fromEntries(examined.map(({ name, origins }) => [name, origins.map(writtenIn(source))])),
  };
};

const writtenIn =
  ({ at }: Source) =>
  ({ path, name, left }: RuleOrigin): WrittenRule => ({ line: at(path)?.at.line ?? 1, ...defined({ name, left }) });

/** Bundles with rules, each as a role with these. */
const asRoles = (bundles: readonly CompiledBundle[], { roles }: Pick<Catalog, 'roles'>): readonly CompiledRole[] =>
  bundles.flatMap(({ bundle, origins }) => {
    const first = own<Role>(roles, bundle.roles[0] ?? '');
    const role = first && withRulesOf(bundle, first);
    return role === undefined
      ? []
      : [{ name: bundle.name, role: { ...role, name: bundle.name }, entries: [], origins }];
  });

const DEFAULT_REMINDERS = ['30m', '2h', '6h'];

const compileSettings = (
  settings: NonNullable<Draft<CatalogInput>['settings']> = {},
  schedules: readonly string[],
  source: Source,
): Settings => ({
  retentionDays: settings.retentionDays ?? 400,
  lapseAfterMinutes: minutesOf(settings.lapseAfter ?? '24h'),
  minimumMinutes: minutesOf(settings.minimumDuration ?? '1m'),
  remindBeforeEndMinutes: minutesOf(settings.remindBeforeEnd ?? '10m'),
  reminderMinutes: (settings.reminders ?? DEFAULT_REMINDERS).map(minutesOf),
  ...(settings.operatorsChannel ? { operatorsChannel: parseSlackChannelId(settings.operatorsChannel) } : {}),
  admins: compileWho(settings.admins, ['settings', 'admins'], { source, schedules }),
});

/** Requesters without an AWS identity would otherwise learn it only when they request the role. */
const warnOfMissingIdentities = (
  { people, byEmail, roles }: Pick<Catalog, 'people' | 'byEmail' | 'roles'>,
  source: Source,
): void => {
  if (byEmail !== undefined) return;
  for (const { name, requesters } of rulesOf({ roles })) {
    const missing = requesters.flatMap((one) => (one.kind === 'user' && !Object.hasOwn(people, one.id) ? one.id : []));
    if (missing.length > 0)
      source.warning(
        ['roles', name],
        `${missing.join(', ')} may request this role but has no AWS identity under people`,
      );
  }
};

const partitionOfRoles = (roles: Readonly<Record<string, { readonly arn?: string }>>): string =>
  partitionOf(Object.values(roles).find(({ arn }) => arn !== undefined)?.arn ?? '');
