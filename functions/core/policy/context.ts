/** What is known of a condition key: its values, or that calls do not have it. Undefined: it is known only during a call. */
export type Known = readonly string[] | 'absent' | undefined;

/** Looks up a condition key. AWS compares the names of keys regardless of case. */
export type Context = (key: string) => Known;

/** Values by condition key. A key that ends in `*` stands for a family, such as `kms:*`; the longest match applies. */
export type Facts = Readonly<Record<string, string | readonly string[] | 'absent' | undefined>>;

const knownOf = (value: string | readonly string[]): Known =>
  value === 'absent' ? 'absent' : typeof value === 'string' ? [value] : value;

/** Prepares facts for lookups. Members that are undefined are not known. */
export const contextOf = (facts: Facts): Context => {
  const exact = new Map<string, Known>();
  const families: (readonly [string, Known])[] = [];
  for (const [key, value] of Object.entries(facts)) {
    if (value === undefined) continue;
    const name = key.toLowerCase();
    if (name.endsWith('*')) families.push([name.slice(0, -1), knownOf(value)]);
    else exact.set(name, knownOf(value));
  }
  families.sort(([a], [b]) => b.length - a.length);
  return (key) => {
    const name = key.toLowerCase();
    return exact.get(name) ?? families.find(([start]) => name.startsWith(start))?.[1];
  };
};
