import * as z from 'zod';

/** What a field takes, in words: the half of a message that follows "expected". */
const EXPECTED = z.registry<{ expected: string }>();

/** A field of the file: what it takes (for messages) and what it is for (for editors). */
export const field = <Schema extends z.ZodType>(
  schema: Schema,
  expected: string,
  description: string,
  example?: unknown,
) => {
  const described = schema.meta({ description, ...(example === undefined ? {} : { examples: [example] }) });
  EXPECTED.add(described, { expected });
  return described;
};

/** What a field takes, in words; undefined for schemas that are no field of their own. */
export const expectedBy = (schema: z.ZodType): string | undefined => EXPECTED.get(schema)?.expected;
