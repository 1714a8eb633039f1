import * as z from 'zod';
import { catalogSchema } from './schema.ts';
import { SLACK_USER_ID } from './schema-parts.ts';

/** The name by which editors find the schema. The first line of the example contains it too. */
const SCHEMA_ID = 'access.schema.json';

/**
 * The JSON Schema (draft 2020-12) of `access.yaml` for completion and checks in editors, generated from the schema of the
 * compiler. Only the compiler checks rules across several fields.
 */
export const accessJsonSchema = (): Readonly<Record<string, unknown>> => {
  const { $schema, ...schema } = z.toJSONSchema(catalogSchema, {
    target: 'draft-2020-12',
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema !== catalogSchema.shape.people) return;
      // Users are listed by their Slack user id; every other key is a mistake.
      jsonSchema.patternProperties = { [SLACK_USER_ID.source]: jsonSchema.additionalProperties ?? {} };
      jsonSchema.additionalProperties = false;
    },
  });
  return {
    $schema,
    $id: SCHEMA_ID,
    title: 'access.yaml',
    description: 'Who may request which AWS role, who approves it, and for how long',
    ...schema,
  };
};
