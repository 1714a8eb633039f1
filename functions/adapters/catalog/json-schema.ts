import * as z from 'zod';
import { catalogSchema } from './schema.ts';
import { SLACK_USER_ID } from './schema-parts.ts';

/** Where editors find the schema by its name; it is also the first line of the example. */
const SCHEMA_ID = 'access.schema.json';

/**
 * The JSON Schema (draft 2020-12) of `access.yaml`, made of the very schemas that the compiler reads by: for editors,
 * which complete and check while somebody types. What hangs on several places at once only the compiler checks.
 */
export const accessJsonSchema = (): Readonly<Record<string, unknown>> => {
  const { $schema, ...schema } = z.toJSONSchema(catalogSchema, {
    target: 'draft-2020-12',
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema !== catalogSchema.shape.people) return;
      // Whoever is listed stands under a Slack user id; any other key is a slip.
      jsonSchema.patternProperties = { [SLACK_USER_ID.source]: jsonSchema.additionalProperties ?? {} };
      jsonSchema.additionalProperties = false;
    },
  });
  return {
    $schema,
    $id: SCHEMA_ID,
    title: 'access.yaml',
    description: 'Who may ask for which AWS role, who approves it, and for how long',
    ...schema,
  };
};
