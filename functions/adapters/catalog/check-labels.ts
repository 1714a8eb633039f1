import { nearest } from '../../core/nearest.ts';
import type { CompiledRole, RoleDraft } from './compile-roles.ts';
import { type MatchDraft, valuesOf } from './labels.ts';
import { BY_LABEL } from './layers.ts';
import { type Path, suggest } from './problems.ts';
import type { Source } from './read.ts';
import type { SharedDefaults, SharedDraft } from './role-places.ts';

type Roles = Readonly<Record<string, RoleDraft>>;

/** The labels that an entry of defaultsByLabel, or a rule, asks for. */
interface Asked {
  readonly path: Path;
  readonly match: MatchDraft;
}

/** One label of a role or an account. */
interface Carried {
  readonly path: Path;
  readonly name: string;
  readonly value: string;
}

const askedByRules = ({ rules }: SharedDraft, path: Path): readonly Asked[] =>
  (rules || []).flatMap(({ when }, index) =>
    when?.labels === undefined ? [] : [{ path: [...path, 'rules', index, 'when', 'labels'], match: when.labels }],
  );

const askedIn = (roles: Roles, { defaults, byLabel }: SharedDefaults): readonly Asked[] => [
  ...askedByRules(defaults, ['defaults']),
  ...byLabel.flatMap((entry, index) => {
    const path = [...BY_LABEL, index];
    const { match } = entry;
    return [...(match === undefined ? [] : [{ path: [...path, 'match'], match }]), ...askedByRules(entry, path)];
  }),
  ...Object.entries(roles).flatMap(([name, role]) => askedByRules(role, ['roles', name])),
];

/** All labels as they are written, so that a mistake in one is not reported again where it is asked for. */
const carriedIn = (source: Source): readonly Carried[] =>
  ['accounts', 'roles'].flatMap((section) =>
    [...(source.at([section])?.entries ?? [])].flatMap(([owner, entry]) =>
      [...(entry.entries.get('labels')?.entries ?? [])].map(([name, { text = '' }]) => ({
        path: [section, owner, 'labels', name],
        name,
        value: text,
      })),
    ),
  );

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort();

/** Reports labels that are asked for, and that no role has. */
const checkAsked = (asked: readonly Asked[], carried: readonly Carried[], source: Source): void => {
  const names = distinct(carried.map(({ name }) => name));
  for (const { path, match } of asked)
    for (const [name, wanted] of Object.entries(match)) {
      if (!names.includes(name)) {
        const hint = suggest(name, names, names.length === 0 ? 'no role or account has labels' : undefined);
        source.problem([...path, name], `no role or account has the label "${name}"; ${hint}`, 'key');
        continue;
      }
      const values = distinct(carried.filter((one) => one.name === name).map(({ value }) => value));
      for (const value of valuesOf(wanted).filter((one) => !values.includes(one)))
        source.warning([...path, name], `no role or account has ${name}: ${value}; ${suggest(value, values)}`);
    }
};

/** A name that differs from another in few characters: probably a mistake. */
const mistakenFor = (text: string, known: readonly string[]): string | undefined =>
  known.includes(text) ? undefined : nearest(text, known, 1).find((one) => Math.abs(one.length - text.length) <= 1);

/** Warns about labels that nothing asks for, but that are nearly what is asked for: the role would silently have other settings. */
const checkCarried = (asked: readonly Asked[], carried: readonly Carried[], source: Source): void => {
  const askedFor = asked.flatMap(({ match }) => Object.entries(match));
  const names = distinct(askedFor.map(([name]) => name));
  for (const { path, name, value } of carried) {
    const meant = mistakenFor(name, names);
    const has = carried.some((one) => one.name === meant && String(one.path[1]) === String(path[1]));
    if (meant !== undefined && !has)
      source.warning(path, `nothing refers to the label "${name}"; did you mean ${meant}?`, 'key');
    const values = distinct(askedFor.flatMap(([one, wanted]) => (one === name ? valuesOf(wanted) : [])));
    const isWrittenOnce = carried.filter((one) => one.name === name && one.value === value).length === 1;
    const likely = isWrittenOnce ? mistakenFor(value, values) : undefined;
    if (likely !== undefined) source.warning(path, `nothing refers to ${name}: ${value}; did you mean ${likely}?`);
  }
};

/** Whether each of the labels is on some role or account. */
const isCarried = (match: MatchDraft, carried: readonly Carried[]): boolean =>
  Object.entries(match).every(([name, wanted]) =>
    carried.some((one) => one.name === name && valuesOf(wanted).includes(one.value)),
  );

/** Warns about entries and rules that no role uses. */
const checkUsed = (
  roles: readonly CompiledRole[],
  { defaults, byLabel }: SharedDefaults,
  carried: readonly Carried[],
  source: Source,
): void => {
  const keysOf = (paths: readonly Path[]): ReadonlySet<string> => new Set(paths.map((path) => JSON.stringify(path)));
  const entries = keysOf(roles.flatMap((one) => one.entries));
  const origins = roles.flatMap((one) => one.origins);
  const [listed, used] = [origins, origins.filter(({ left }) => left === undefined)].map((some) =>
    keysOf(some.map(({ path }) => path)),
  );
  const warnOfRules = ({ rules }: SharedDraft, path: Path): void => {
    const paths = (rules || []).map((_, index) => [...path, 'rules', index]);
    const isListUsed = paths.some((one) => listed?.has(JSON.stringify(one)));
    if (paths.length > 0 && !isListUsed)
      source.warning(
        [...path, 'rules'],
        'no role uses these rules: each has rules of its own, or of an entry before',
        'key',
      );
    for (const one of paths)
      if (isListUsed && !used?.has(JSON.stringify(one)))
        source.warning(one, 'no role has this rule: its labels, or the rules before it, leave none');
  };
  for (const [index, entry] of byLabel.entries()) {
    const path = [...BY_LABEL, index];
    if (entries.has(JSON.stringify(path))) warnOfRules(entry, path);
    else if (isCarried(entry.match ?? {}, carried))
      source.warning([...path, 'match'], 'no role has all of these labels, so these settings apply to none', 'key');
  }
  warnOfRules(defaults, ['defaults']);
};

/** Reports labels that are probably mistakes, and shared settings that no role uses. */
export const checkLabels = (
  roles: Roles,
  shared: SharedDefaults,
  compiled: readonly CompiledRole[],
  source: Source,
): void => {
  const asked = askedIn(roles, shared);
  const carried = carriedIn(source);
  checkAsked(asked, carried, source);
  checkCarried(asked, carried, source);
  checkUsed(compiled, shared, carried, source);
};
