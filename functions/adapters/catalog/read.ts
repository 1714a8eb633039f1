import * as z from 'zod';
import { nearest } from '../../core/nearest.ts';
import { expectedBy } from './field.ts';
import type { Path, Place, ProblemList } from './problems.ts';
import type { Written } from './source.ts';

/** A value of the schema in which anything may be missing: values with a problem are left out. */
export type Draft<Value> = Value extends null | undefined
  ? never
  : Value extends readonly (infer Item)[]
    ? readonly Draft<Item>[]
    : Value extends object
      ? string extends keyof Value
        ? { readonly [Key in keyof Value]: Draft<Value[Key]> }
        : { readonly [Key in keyof Value]?: Draft<Value[Key]> }
      : Value;

/** Reports problems by path: the path gives the line. */
export interface Source {
  /** The value at a path as it is written in the file. */
  readonly at: (path: Path) => Written | undefined;
  readonly problem: (path: Path, message: string, where?: 'key') => void;
  readonly warning: (path: Path, message: string, where?: 'key') => void;
  /** Whether the schema already found a problem at a path or below it. */
  readonly hasProblem: (path: Path) => boolean;
}

type Issue = z.core.$ZodIssue;
/** A schema and what it takes, in words. */
interface Described {
  readonly schema: z.ZodType;
  readonly expected: string;
}

const keyOf = (path: Path): string => JSON.stringify(path).slice(0, -1);

const unwrap = (schema: z.ZodType): z.ZodType =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodNullable ? unwrap(schema.unwrap() as z.ZodType) : schema;

const optionsOf = (schema: z.ZodType): readonly z.ZodType[] => {
  const inner = unwrap(schema);
  return inner instanceof z.ZodUnion ? (inner.options as readonly z.ZodType[]) : [];
};

/** The keys of a map; of a union, those of all its maps. */
const keysOf = (schema: z.ZodType): readonly string[] => {
  const inner = unwrap(schema);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : optionsOf(inner).flatMap(keysOf);
};

/** A schema in words: its own, those of the map it is, or those of the list it is an item of. */
const describeSchema = (schema: z.ZodType, list: string): Described => {
  const keys = keysOf(schema);
  return {
    schema,
    expected:
      expectedBy(schema) ?? (keys.length > 0 ? `a map with ${keys.join(', ')}` : list.replace(/^a list of/, 'one of')),
  };
};

const memberOf = (schema: z.ZodType, part: PropertyKey): z.ZodType | undefined => {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodRecord) return inner.valueType as z.ZodType;
  if (inner instanceof z.ZodArray) return typeof part === 'number' ? (inner.element as z.ZodType) : undefined;
  if (!(inner instanceof z.ZodObject))
    return optionsOf(inner)
      .map((option) => memberOf(option, part))
      .find((member) => member !== undefined);
  const { catchall } = inner.def;
  return inner.shape[String(part)] ?? (catchall instanceof z.ZodNever ? undefined : (catchall as z.ZodType));
};

const follow = (from: Described, path: readonly PropertyKey[]): Described =>
  path.reduce<Described>((at, part) => {
    const member = memberOf(at.schema, part);
    return member === undefined ? at : describeSchema(member, at.expected);
  }, from);

/** Whether an option of a union takes another kind of value altogether, such as a map where a text is written. */
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

/** The option of a union that was most likely meant; undefined when the value is of no option's kind. */
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

/** The value at a path, or what is nearest above it in the file. */
const findNearest = (root: Written, path: Path): Written =>
  find(root, path) ?? (path.length === 0 ? root : findNearest(root, path.slice(0, -1)));

/** Reports the issues that zod found, with their lines. `wrong` takes the paths of values that cannot be used. */
const createIssueReporter = (root: Written, wrong: Set<string>, list: ProblemList) => {
  const report = (at: Place, path: Path, message: string): void => {
    wrong.add(keyOf(path));
    list.problem(at, path, message);
  };

  const reportUnknownKeys = (keys: readonly string[], known: readonly string[], path: Path): void => {
    for (const key of keys) {
      const [likely] = key === '<<' ? [] : nearest(key, known, 1);
      report(findNearest(root, [...path, key]).keyAt, [...path, key], explainKey(key, likely, known));
      // A field under a misspelt key is not missing too.
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

  /** Unknown keys first: a field under a misspelt key is not reported as missing too. */
  const reportAll = (issues: readonly Issue[], from: Described, base: Path): void => {
    const isAboutKeys = ({ code }: Issue): boolean => code === 'unrecognized_keys';
    for (const issue of [...issues.filter(isAboutKeys), ...issues.filter((one) => !isAboutKeys(one))])
      reportIssue(issue, from, base);
  };
  return reportAll;
};

/** The plain value without what is wrong in it. A list without one of its items would be another list: it is left out. */
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
 * Checks a file against its schema and reports every problem that the schema finds, with its line. Returns the file
 * without the wrong values, so that rules across several places can be checked as well.
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

const explainKey = (key: string, likely: string | undefined, known: readonly string[]): string => {
  if (key === '<<') return 'merge keys are not supported here; put what roles share under defaults';
  return `there is no key "${key}" here; ${likely === undefined ? `known are ${known.join(', ')}` : `did you mean ${likely}?`}`;
};

const explainValue = (written: Written, { schema, expected }: Described): string => {
  const remedy = remedyFor(written, schema);
  const message = `found ${describeValue(written)}, expected ${expected}`;
  return remedy === undefined ? message : `${message}; ${remedy}`;
};

/** What would make a wrong value right, if that can be seen. */
const remedyFor = ({ kind, value, text }: Written, schema: z.ZodType): string | undefined => {
  const isGood = (other: unknown): boolean => schema.safeParse(other).success;
  if (kind !== 'scalar' || text === undefined) return undefined;
  if (typeof value !== 'string' && isGood(text)) return `put it in quotes: "${text}"`;
  if (typeof value === 'string' && /^(?:0|[1-9]\d*|true|false)$/.test(text) && isGood(JSON.parse(text)))
    return `write it without quotes: ${text}`;
  if (isGood([value])) return `put it in brackets: [ ${text} ]`;
  if (text === 'everyone') return 'name users and groups here';
  const [upper, lower] = [text.trim().toUpperCase(), text.trim().toLowerCase()];
  if (isGood(upper)) return `write ${upper}`;
  if (isGood(lower)) return `write ${lower}`;
  const [, account, role] = /^arn:aws[a-z-]*:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(text) ?? [];
  if (role !== undefined && isGood(`arn:aws:sts::${account}:assumed-role/${role}/session`))
    return `sessions of a role are written arn:aws:sts::${account}:assumed-role/${role}/SESSION-NAME`;
  const inner = unwrap(schema);
  const [likely] = nearest(
    text,
    (inner instanceof z.ZodEnum ? inner.options.map(String) : ['everyone']).filter(isGood),
  );
  return likely === undefined ? undefined : `did you mean ${likely}?`;
};

/** A value in the words of a message. */
const describeValue = ({ kind, value, text = '', items, entries }: Written): string => {
  if (kind !== 'scalar') return `${items.length + entries.size === 0 ? 'an empty' : 'a'} ${kind}`;
  if (value === null) return 'nothing';
  const shown = text.length > 120 ? `${text.slice(0, 120)}…` : text;
  return typeof value === 'string' ? `"${shown}"` : `the ${typeof value} ${shown}`;
};
