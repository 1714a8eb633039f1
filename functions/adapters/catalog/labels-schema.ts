import * as z from 'zod';
import { field } from './field.ts';
import { matching } from './schema-parts.ts';

const LABEL = /^[A-Za-z][\w.-]{0,39}$/;
const MOST_LABELS = 20;
const MOST_VALUES = 50;

const labelValue = matching(/^[A-Za-z0-9](?:[\w .@/-]{0,58}[A-Za-z0-9])?$/);
const VALUE = 'at most 60 plain characters such as prod';

/** Names of labels with what they are, or may be. */
const byLabel = <Schema extends z.ZodType>(schema: Schema, fewest: number, empty: string) =>
  z
    .record(z.string(), schema)
    .superRefine((labels, { addIssue }) => {
      const names = Object.keys(labels);
      const wrong = names.filter((name) => !LABEL.test(name));
      for (const name of wrong)
        addIssue({
          code: 'custom',
          path: [name],
          message: `"${name}" is not a valid name for a label; expected a letter, then at most 39 letters, digits, dots and dashes`,
        });
      if (names.length > MOST_LABELS) addIssue(`${names.length} labels are too many; the most is ${MOST_LABELS}`);
      if (names.length < fewest) addIssue(empty);
    })
    .meta({ propertyNames: { pattern: LABEL.source }, maxProperties: MOST_LABELS, minProperties: fewest });

/** The labels of a role or an account. */
export const labels = (description: string) =>
  field(
    byLabel(field(labelValue, VALUE, 'The value of the label', 'prod'), 0, '').optional(),
    'a map of labels such as { env: prod, team: payments }',
    description,
    { env: 'prod', team: 'payments' },
  );

/** Labels that a role has to carry: each of them, with one of its values. */
export const matchSchema = (empty: string) =>
  byLabel(
    field(
      z.union([labelValue, z.array(labelValue).min(1).max(MOST_VALUES)]),
      `${VALUE}, or a list of such values`,
      'The value of the label, or a list of which it is one',
      ['dev', 'staging'],
    ),
    1,
    empty,
  );

export const MATCH = 'a map of labels such as { env: prod } or { env: [ dev, staging ] }';
