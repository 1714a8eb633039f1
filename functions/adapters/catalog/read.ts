import type * as z from 'zod';
import { nearest } from '../../core/nearest.ts';
import { explainKey, explainValue } from './explain.ts';
import { type Described, describeSchema, follow, keysOf, optionsOf } from './field.ts';
import type { Location, Path, ProblemList } from './problems.ts';
import type { Written } from './source.ts';

/** A value of the schema without its invalid parts. */
export type Draft<Value> = Value extends null | undefined
  ? never
  : Value extends readonly (infer Item)[]
    ? readonly Draft<Item>[]
    : Value extends object
      ? string extends keyof Value
        ? { readonly [Key in keyof Value]: Draft<Value[Key]> }
        : { readonly [Key in keyof Value]?: Draft<Value[Key]> }
      : Value;

/** Reports problems by path, with their source location. */
export interface Source {
  /** The value at a path as it is written in the file. */
  readonly at: (path: Path) => Written | undefined;
  readonly problem: (path: Path, message: string, where?: 'key') => void;
  readonly warning: (path: Path, message: string, where?: 'key') => void;
  /** Whether the schema already found a problem at a path or below it. */
  readonly hasProblem: (path: Path) => boolean;
}

type Issue = z.core.$ZodIssue;

const keyOf = (path: Path): string => JSON.stringify(path).slice(0, -1);

/** Whether an option of a union accepts only another kind of value, such as a map instead of a text. */
const isOtherKind = (issues: readonly Issue[]): boolean =>
  issues.some(
    (issue) =>
      issue.path.length === 0 &&
      (issue.code === 'invalid_type' ||
        issue.code === 'invalid_value' ||
        (issue.code === 'invalid_union' && issue.errors.every(isOtherKind))),
  );

const weigh = (issues: readonly Issue[]): number =>
  issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0);

/** The option of a union with the fewest mistakes; undefined if the value is of another kind than all options. */
const meantOption = (errors: readonly (readonly Issue[])[]) =>
  errors
    .map((issues, index) => ({ index, issues }))
    .filter(({ issues }) => !isOtherKind(issues))
    .sort((a, b) => weigh(a.issues) - weigh(b.issues))[0];

const isLeaf = ({ code, path }: Issue): boolean =>
  path.length === 0 && code !== 'unrecognized_keys' && code !== 'invalid_union' && code !== 'custom';

const find = (root: Written, path: Path): Written | undefined =>
  path.reduce<Written | undefined>(
    (at, part) => (typeof part === 'number' ? at?.items[part] : at?.entries.get(part)),
    root,
  );

/** The value at a path, or the nearest value above it. */
const findNearest = (root: Written, path: Path): Written =>
  find(root, path) ?? (path.length === 0 ? root : findNearest(root, path.slice(0, -1)));

/** Reports issues of zod with their source location. Adds the paths of invalid values to `wrong`. */
const createIssueReporter = (root: Written, wrong: Set<string>, list: ProblemList) => {
  const report = (at: Location, path: Path, message: string): void => {
    wrong.add(keyOf(path));
    list.problem(at, path, message);
  };

  const reportUnknownKeys = (keys: readonly string[], known: readonly string[], path: Path): void => {
    for (const key of keys) {
      const [likely] = key === '<<' ? [] : nearest(key, known, 1);
      report(findNearest(root, [...path, key]).keyAt, [...path, key], explainKey(key, likely, known));
      // A field under a misspelled key is not reported as missing.
      if (likely !== undefined) wrong.add(keyOf([...path, likely]));
    }
  };

  const reportIssue = (issue: Issue, from: Described, base: Path): void => {
    const path = [...base, ...(issue.path as Path)];
    const target = follow(from, issue.path);
    const written = find(root, path);
    const meant = issue.code === 'invalid_union' ? meantOption(issue.errors) : undefined;
    const option = optionsOf(target.schema)[meant?.index ?? -1];
    if (written === undefined) {
      const parent = path.slice(0, -1);
      if (!wrong.has(keyOf(path)))
        list.problem(
          findNearest(root, parent).keyAt,
          parent,
          `${String(path.at(-1))} is missing; expected ${target.expected}`,
        );
      wrong.add(keyOf(path));
    } else if (issue.code === 'unrecognized_keys') reportUnknownKeys(issue.keys, keysOf(target.schema), path);
    else if (issue.code === 'custom') report(written.at, path, issue.message);
    else if (meant === undefined || option === undefined || meant.issues.every(isLeaf))
      report(written.at, path, explainValue(written, target));
    else reportAll(meant.issues, describeSchema(option, target.expected), path);
  };

  /** Unknown keys come first, so that a field under a misspelled key is not reported as missing. */
  const reportAll = (issues: readonly Issue[], from: Described, base: Path): void => {
    const isAboutKeys = ({ code }: Issue): boolean => code === 'unrecognized_keys';
    for (const issue of [...issues.filter(isAboutKeys), ...issues.filter((one) => !isAboutKeys(one))])
      reportIssue(issue, from, base);
  };
  return reportAll;
};

/** The value without its invalid parts. A list with an invalid item is left out, because its other items mean something else. */
const withoutWrong = (written: Written, path: Path, wrong: ReadonlySet<string>): unknown => {
  if (wrong.has(keyOf(path)) || written.value === null) return undefined;
  if (written.kind === 'scalar') return written.value;
  if (written.kind === 'list') {
    const items = written.items.map((item, index) => withoutWrong(item, [...path, index], wrong));
    return items.includes(undefined) ? undefined : items;
  }
  const entries = [...written.entries].map(
    ([key, entry]) => [key, withoutWrong(entry, [...path, key], wrong)] as const,
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
};

/**
 * Checks a file against its schema and reports every mistake with its source location. Returns the file without the
 * invalid values, so that rules across several fields can be checked too.
 */
export const readDraft = <Schema extends z.ZodType>(
  root: Written,
  schema: Schema,
  list: ProblemList,
): { readonly draft: Draft<z.input<Schema>>; readonly source: Source } => {
  const wrong = new Set<string>();
  const reportAll = createIssueReporter(root, wrong, list);
  reportAll(schema.safeParse(root.value).error?.issues ?? [], describeSchema(schema, ''), []);
  const reportAt =
    (add: ProblemList['problem']): Source['problem'] =>
    (path, message, where) => {
      const written = findNearest(root, path);
      add(where === 'key' || written.kind === 'map' ? written.keyAt : written.at, path, message);
    };
  return {
    draft: (withoutWrong(root, [], wrong) ?? {}) as Draft<z.input<Schema>>,
    source: {
      at: (path) => find(root, path),
      problem: reportAt(list.problem),
      warning: reportAt(list.warning),
      hasProblem: (path) => {
        const key = keyOf(path);
        return [...wrong].some((one) => one.startsWith(key));
      },
    },
  };
};
