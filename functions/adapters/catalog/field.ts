import * as z from 'zod';
import { defined } from '../../core/defined.ts';

/** A description of the values that a field accepts. It follows "expected" in messages. */
const EXPECTED = z.registry<{ expected: string }>();

/** A field of the file, with the values that it accepts (for messages) and its purpose (for editors). */
export const field = <Schema extends z.ZodType>(
  schema: Schema,
  expected: string,
  description: string,
  example?: unknown,
) => {
  const described = schema.meta({
    description,
    ...defined({ examples: example === undefined ? undefined : [example] }),
  });
  EXPECTED.add(described, { expected });
  return described;
};

/** A schema, and a description of the values that it accepts. */
export interface Described {
  readonly schema: z.ZodType;
  readonly expected: string;
}

export const unwrap = (schema: z.ZodType): z.ZodType =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodNullable ? unwrap(schema.unwrap() as z.ZodType) : schema;

export const optionsOf = (schema: z.ZodType): readonly z.ZodType[] => {
  const inner = unwrap(schema);
  return inner instanceof z.ZodUnion ? (inner.options as readonly z.ZodType[]) : [];
};

/** The keys of a map; of a union, those of all its maps. */
export const keysOf = (schema: z.ZodType): readonly string[] => {
  const inner = unwrap(schema);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : optionsOf(inner).flatMap(keysOf);
};

/** Describes a schema by its own description, by its keys, or by the description of its list. */
export const describeSchema = (schema: z.ZodType, list: string): Described => {
  const keys = keysOf(schema);
  const isItem = list.startsWith('a list of');
  const ofItem = list.replace(/^a list of/, 'one of').replace(/ in it$/, '');
  return {
    schema,
    expected: EXPECTED.get(schema)?.expected ?? (keys.length > 0 && !isItem ? `a map with ${keys.join(', ')}` : ofItem),
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
  const key = String(part);
  // A key such as "toString" is no field of the schema.
  if (Object.hasOwn(inner.shape, key)) return inner.shape[key];
  return catchall instanceof z.ZodNever ? undefined : (catchall as z.ZodType);
};

/** The description of the schema at a path. */
export const follow = (from: Described, path: readonly PropertyKey[]): Described =>
  path.reduce<Described>((at, part) => {
    const member = memberOf(at.schema, part);
    return member === undefined ? at : describeSchema(member, at.expected);
  }, from);
