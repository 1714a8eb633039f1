import * as z from 'zod';
import { nearest } from '../../core/nearest.ts';
import { type Described, unwrap } from './field.ts';
import type { Written } from './source.ts';

/** The message about a key that does not exist. */
export const explainKey = (key: string, likely: string | undefined, known: readonly string[]): string => {
  if (key === '<<') return 'merge keys are not supported; put settings that roles share under defaults';
  return `there is no key "${key}" here; ${likely === undefined ? `known are ${known.join(', ')}` : `did you mean ${likely}?`}`;
};

/** The message about an invalid value, with the fix. */
export const explainValue = (written: Written, { schema, expected }: Described): string => {
  const remedy = remedyFor(written, schema);
  const message = `found ${describeValue(written)}, expected ${expected}`;
  return remedy === undefined ? message : `${message}; ${remedy}`;
};

/** The change that would make a value valid, if there is an obvious one. */
const remedyFor = ({ kind, value, text }: Written, schema: z.ZodType): string | undefined => {
  const isGood = (other: unknown): boolean => schema.safeParse(other).success;
  if (kind !== 'scalar' || text === undefined) return undefined;
  if (typeof value !== 'string' && isGood(text)) return `put it in quotes: "${text}"`;
  if (typeof value === 'string' && /^(?:0|[1-9]\d*|true|false)$/.test(text) && isGood(JSON.parse(text)))
    return `write it without quotes: ${text}`;
  if (isGood([value])) return `put it in brackets: [ ${text} ]`;
  if (text === 'everyone') return 'list users and groups instead';
  const [upper, lower] = [text.trim().toUpperCase(), text.trim().toLowerCase()];
  if (isGood(upper)) return `write ${upper}`;
  if (isGood(lower)) return `write ${lower}`;
  const [, partition, account, role] = /^arn:(aws[a-z-]*):iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(text) ?? [];
  const session = `arn:${partition}:sts::${account}:assumed-role/${role}`;
  if (role !== undefined && isGood(`${session}/session`))
    return `sessions of a role are written ${session}/SESSION-NAME`;
  const inner = unwrap(schema);
  const [likely] = nearest(
    text,
    (inner instanceof z.ZodEnum ? inner.options.map(String) : ['everyone']).filter(isGood),
  );
  return likely === undefined ? undefined : `did you mean ${likely}?`;
};

/** Describes a value in a message. */
const describeValue = ({ kind, value, text = '', items, entries }: Written): string => {
  if (kind !== 'scalar') return `${items.length + entries.size === 0 ? 'an empty' : 'a'} ${kind}`;
  if (value === null) return 'nothing';
  const shown = text.length > 120 ? `${text.slice(0, 120)}…` : text;
  return typeof value === 'string' ? `"${shown}"` : `the ${typeof value} ${shown}`;
};
