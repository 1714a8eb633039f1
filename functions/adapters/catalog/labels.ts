/** Labels of a role, with those of its account. */
export type Labels = Readonly<Record<string, string>>;

/** Labels that a role has to carry: each of them, with one of its values. */
export type MatchDraft = Readonly<Record<string, string | readonly string[]>>;

export const valuesOf = (value: string | readonly string[]): readonly string[] =>
  typeof value === 'string' ? [value] : value;

/** Whether a role with these labels has all of those asked for. If its labels are not known, because some are wrong, it has. */
export const matches = (match: MatchDraft, labels: Labels | undefined): boolean =>
  labels === undefined ||
  Object.entries(match).every(
    ([name, value]) => Object.hasOwn(labels, name) && valuesOf(value).includes(labels[name] ?? ''),
  );
