/**
 * Writes a catalog with labels and shared settings out by hand: every role gets its own keys and rules, and nothing is shared.
 * Written from the words of the documentation, without the code of the compiler.
 */

type Value = unknown;
export type Keys = { readonly [key: string]: Value };
export interface SharedRule extends Keys {
  readonly name: string;
  readonly when?: Keys & { readonly labels?: Readonly<Record<string, string | readonly string[]>> };
}
export interface Entry extends Keys {
  readonly match: Readonly<Record<string, string | readonly string[]>>;
  readonly rules?: readonly SharedRule[] | false;
}
export interface LabeledRole extends Keys {
  readonly arn: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly rules?: readonly SharedRule[] | false;
}
export interface Labeled {
  readonly roles: Readonly<Record<string, LabeledRole>>;
  readonly entries: readonly Entry[];
  readonly defaults: Keys & { readonly rules?: readonly SharedRule[] | false };
  readonly accountLabels: Readonly<Record<string, string>>;
}

const MAPS = ['duration', 'extend'];

const has = (labels: Readonly<Record<string, string>>, asked: Entry['match']): boolean => {
  for (const name of Object.keys(asked)) {
    const wanted = asked[name];
    const own = labels[name];
    if (own === undefined) return false;
    if (typeof wanted === 'string' ? wanted !== own : wanted?.includes(own) !== true) return false;
  }
  return true;
};

/** The value of one key in places from the most to the least specific. */
const keyIn = (key: string, places: readonly Keys[]): Value => {
  if (!MAPS.includes(key)) return places.find((place) => place[key] !== undefined)?.[key];
  const map: Record<string, Value> = {};
  let isFound = false;
  for (const place of places) {
    const value = place[key];
    if (value === false) return isFound ? map : false;
    if (value === undefined) continue;
    isFound = true;
    for (const [inner, one] of Object.entries(value as Keys)) map[inner] ??= one;
  }
  return isFound ? map : undefined;
};

/** The places in which approvers, approvals and stages count: none below the first stages, and no others in the place with stages. */
const forApproving = (places: readonly Keys[]): readonly Keys[] => {
  const first = places.findIndex((place) => place['stages'] !== undefined);
  const before = places.findIndex((place) => place['approvers'] !== undefined || place['approvals'] !== undefined);
  if (first < 0) return places;
  return before >= 0 && before < first ? places.slice(0, first) : [{ stages: places[first]?.['stages'] }];
};

const merged = (places: readonly Keys[], without: readonly string[]): Keys => {
  const keys = new Set(places.flatMap((place) => Object.keys(place)).filter((key) => !without.includes(key)));
  const ofApproving = ['approvers', 'approvals', 'stages'];
  const approving = forApproving(places);
  return Object.fromEntries([...keys].map((key) => [key, keyIn(key, ofApproving.includes(key) ? approving : places)]));
};

const writtenRole = (role: LabeledRole, { entries, defaults, accountLabels }: Labeled): Keys => {
  const labels = { ...accountLabels, ...role.labels };
  const places: readonly (Keys & { readonly rules?: readonly SharedRule[] | false })[] = [
    role,
    ...entries.filter(({ match }) => has(labels, match)),
    defaults,
  ];
  const list = places.find(({ rules }) => rules !== undefined)?.rules;
  const notOfRules = ['rules', 'labels', 'match', 'arn'];
  if (!list) return { arn: role.arn, ...merged(places, notOfRules) };
  const rules: Keys[] = [];
  for (const rule of list) {
    const { labels: asked = {}, ...when } = rule.when ?? {};
    if (!has(labels, asked)) continue;
    rules.push({
      ...merged([rule, ...places], [...notOfRules, 'name', 'when']),
      name: rule.name,
      ...(Object.keys(when).length > 0 ? { when } : {}),
    });
    if (Object.keys(when).length === 0) break;
  }
  return { arn: role.arn, rules };
};

export const writtenOut = (catalog: Labeled): Readonly<Record<string, Keys>> =>
  Object.fromEntries(Object.entries(catalog.roles).map(([name, role]) => [name, writtenRole(role, catalog)]));
