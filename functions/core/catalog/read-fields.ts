import * as z from 'zod';
import { nearest } from '../nearest.ts';
import { expectedBy } from './field.ts';
import type { Path, ProblemList } from './problems.ts';
import type { Written } from './source.ts';

/** A field that was written. Without a value it was wrong, and that has been told. */
export interface Field<Value> {
  readonly value?: Value;
  readonly written: Written;
  readonly path: Path;
}

type Shape = Readonly<Record<string, z.ZodType>>;
/** The fields of a shape that were written. */
export type Fields<S extends Shape> = { readonly [Key in keyof S]?: Field<Exclude<z.output<S[Key]>, undefined>> };

/** Says that a value is not the map, list or scalar it should be, in words. */
export const tellWrongKind = (written: Written, path: Path, expected: string, list: ProblemList): void =>
  list.problem(written.at, path, `found ${describe(written)}, expected ${expected}`);

/**
 * Reads the fields of a map by their schemas, each by itself, so that one mistake hides no other. Unknown keys, missing
 * ones and wrong values are told; fields that are maps themselves are left to another call.
 */
export const readFields = <S extends Shape>(
  written: Written,
  path: Path,
  shape: S,
  list: ProblemList,
  expected = `a map with ${Object.keys(shape).join(', ')}`,
): Fields<S> => {
  if (written.kind !== 'map') {
    tellWrongKind(written, path, expected, list);
    return {};
  }
  const known = Object.keys(shape);
  const unknown = [...written.entries].filter(([key]) => !known.includes(key));
  const misspelt = unknown.map(([key, entry]): [string | undefined, Field<unknown>] => {
    const [likely] = key === '<<' ? [] : nearest(key, known, 1);
    list.problem(entry.keyAt, [...path, key], explainKey(key, likely, known));
    return [likely, { written: entry, path: [...path, key] }];
  });
  const fields = Object.entries(shape).flatMap(([key, schema]): [string, Field<unknown>][] => {
    const entry = written.entries.get(key);
    if (entry !== undefined) return [[key, readField(entry, [...path, key], schema, list)]];
    // A field under a misspelt key is there and wrong, rather than missing too.
    const field = misspelt.find(([likely]) => likely === key)?.[1];
    if (field !== undefined) return [[key, field]];
    if (!schema.safeParse(undefined).success)
      list.problem(written.keyAt, path, `${key} is missing; expected ${expectedBy(schema)}`);
    return [];
  });
  return Object.fromEntries(fields) as Fields<S>;
};

const explainKey = (key: string, likely: string | undefined, known: readonly string[]): string => {
  if (key === '<<') return 'merge keys are not read here; what roles share goes under defaults';
  return `there is no key "${key}" here; ${likely === undefined ? `known are ${known.join(', ')}` : `did you mean ${likely}?`}`;
};

/** Reads one value by its schema and tells what is wrong with it, down to the item of a list. */
export const readField = <Schema extends z.ZodType>(
  written: Written,
  path: Path,
  schema: Schema,
  list: ProblemList,
): Field<Exclude<z.output<Schema>, undefined>> => {
  if (isMapSchema(schema)) return { value: written.value as never, written, path };
  const parsed = schema.safeParse(written.value);
  if (parsed.success) return { value: parsed.data as never, written, path };
  const wrongItems = new Set(
    parsed.error.issues.flatMap(({ path: [index] }) => (typeof index === 'number' ? index : [])),
  );
  for (const index of wrongItems) {
    const item = written.items[index];
    if (item !== undefined) tell(item, [...path, index], schema, (value) => accepts(schema, [value]), list);
  }
  if (wrongItems.size === 0) tell(written, path, schema, (value) => accepts(schema, value), list);
  return { written, path };
};

const unwrapped = (schema: unknown): unknown =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodNullable ? unwrapped(schema.unwrap()) : schema;

const isMapSchema = (schema: z.ZodType): boolean => {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodUnion) return isMapOrFalse(inner.options);
  return inner instanceof z.ZodObject || inner instanceof z.ZodRecord;
};

/** A map that `false` can stand in for: whoever reads the map looks for that first. */
const isMapOrFalse = (options: readonly unknown[]): boolean =>
  options.some((one) => one instanceof z.ZodLiteral && one.value === false) &&
  options.some((one) => one instanceof z.ZodObject);

const accepts = (schema: z.ZodType, value: unknown): boolean => schema.safeParse(value).success;

const tell = (
  written: Written,
  path: Path,
  schema: z.ZodType,
  isGood: (value: unknown) => boolean,
  list: ProblemList,
): void => {
  const remedy = remedyFor(written, schema, isGood);
  const expected = expectedBy(schema);
  const isItem = typeof path.at(-1) === 'number';
  const message = `found ${describe(written)}, expected ${isItem ? expected.replace(/^a list of/, 'one of') : expected}`;
  list.problem(written.at, path, remedy === undefined ? message : `${message}; ${remedy}`);
};

/** What would make a wrong value right, if that can be seen. */
const remedyFor = (
  { kind, value, text }: Written,
  schema: z.ZodType,
  isGood: (value: unknown) => boolean,
): string | undefined => {
  if (kind !== 'scalar' || text === undefined) return undefined;
  if (typeof value !== 'string' && isGood(text)) return `put it in quotes: "${text}"`;
  if (typeof value === 'string' && /^(?:0|[1-9]\d*|true|false)$/.test(text) && isGood(JSON.parse(text)))
    return `write it without quotes: ${text}`;
  if (isGood([value])) return `put it in brackets: [ ${text} ]`;
  if (text === 'everyone') return 'people and groups have to be named here';
  if (isGood(text.trim().toUpperCase())) return `write ${text.trim().toUpperCase()}`;
  if (isGood(text.trim().toLowerCase())) return `write ${text.trim().toLowerCase()}`;
  const [, account, role] = /^arn:aws[a-z-]*:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(text) ?? [];
  if (role !== undefined && isGood(`arn:aws:sts::${account}:assumed-role/${role}/session`))
    return `sessions of a role are written arn:aws:sts::${account}:assumed-role/${role}/SESSION-NAME`;
  const [likely] = nearest(text, wordsOf(schema).filter(isGood));
  return likely === undefined ? undefined : `did you mean ${likely}?`;
};

const wordsOf = (schema: z.ZodType): readonly string[] => {
  const inner = unwrapped(schema);
  return inner instanceof z.ZodEnum ? inner.options.map(String) : ['everyone'];
};

/** A value in the words of a message. */
const describe = ({ kind, value, text = '', items, entries }: Written): string => {
  if (kind !== 'scalar') return `${items.length + entries.size === 0 ? 'an empty' : 'a'} ${kind}`;
  if (value === null) return 'nothing';
  const shown = text.length > 120 ? `${text.slice(0, 120)}…` : text;
  return typeof value === 'string' ? `"${shown}"` : `the ${typeof value} ${shown}`;
};

/** Reads the entries of a section whose keys are names of the user's choice. */
export const readSection = (
  written: Written | undefined,
  path: Path,
  what: string,
  list: ProblemList,
): readonly Named[] => {
  if (written === undefined) return [];
  if (written.kind !== 'map') tellWrongKind(written, path, `a map of ${what}`, list);
  return [...written.entries].map(([name, entry]) => ({ name, written: entry, path: [...path, name] }));
};

/** A value with the name it stands under. */
export interface Named {
  readonly name: string;
  readonly written: Written;
  readonly path: Path;
}
