import * as z from 'zod';

/** A description of the values that a field accepts. It follows "expected" in messages. */
const EXPECTED = z.registry<{ expected: string }>();

/** A field of the file, with the values that it accepts (for messages) and its purpose (for editors). */
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

/** A description of the values that a field accepts; undefined for a schema that is not a field. */
export const expectedBy = (schema: z.ZodType): string | undefined => EXPECTED.get(schema)?.expected;
