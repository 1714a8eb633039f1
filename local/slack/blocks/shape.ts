import type { BlockProblem } from './problem.ts';

/** Finds the problems of one value. The pointer locates the value. */
export type Check = (value: unknown, pointer: string) => readonly BlockProblem[];

const problem = (pointer: string, message: string): readonly BlockProblem[] => [{ pointer, message }];

/** Narrows to a JSON object. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Runs several checks on one value. */
export const all =
  (...checks: readonly Check[]): Check =>
  (value, pointer) =>
    checks.flatMap((check) => check(value, pointer));

/** A string of `min` (default 1) to `max` UTF-16 units, the stricter reading of Slack's "characters". */
export const string =
  (max: number, min = 1): Check =>
  (value, pointer) => {
    if (typeof value !== 'string') return problem(pointer, 'should be a string');
    if (value.length > max) return problem(pointer, `must be less than ${max + 1} characters`);
    if (value.length < min) return problem(pointer, `must be more than ${min - 1} characters`);
    return [];
  };

/** A string that matches a pattern. `expected` describes the pattern in the error. */
export const pattern =
  (regex: RegExp, expected: string): Check =>
  (value, pointer) =>
    typeof value === 'string' && regex.test(value) ? [] : problem(pointer, `should be ${expected}`);

export const boolean: Check = (value, pointer) =>
  typeof value === 'boolean' ? [] : problem(pointer, 'should be a boolean');

/** An integer within inclusive bounds. */
export const integer =
  (min: number, max: number): Check =>
  (value, pointer) =>
    typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
      ? []
      : problem(pointer, `should be an integer between ${min} and ${max}`);

/** One of several fixed strings. */
export const oneOf =
  (...words: readonly string[]): Check =>
  (value, pointer) =>
    typeof value === 'string' && words.includes(value) ? [] : problem(pointer, `should be one of ${words.join(', ')}`);

/** A list of `min` to `max` items. Each item is checked. */
export const list =
  (item: Check, { min = 1, max }: { readonly min?: number; readonly max: number }): Check =>
  (value, pointer) => {
    if (!Array.isArray(value)) return problem(pointer, 'should be an array');
    if (value.length > max) return problem(pointer, `no more than ${max} items allowed`);
    if (value.length < min) return problem(pointer, `no less than ${min} items allowed`);
    return value.flatMap((entry, index) => item(entry, `${pointer}/${index}`));
  };

/** An object with exactly these fields. Slack rejects missing fields and unknown fields. */
export const object =
  (required: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>> = {}): Check =>
  (value, pointer) => {
    if (!isObject(value)) return problem(pointer, 'should be an object');
    const known = { ...optional, ...required };
    const missing = Object.keys(required)
      .filter((field) => value[field] === undefined)
      .flatMap((field) => problem(pointer, `missing required field: ${field}`));
    const unknown = Object.keys(value)
      .filter((field) => value[field] !== undefined && !Object.hasOwn(known, field))
      .flatMap((field) => problem(pointer, `invalid additional property: ${field}`));
    const wrong = Object.entries(known)
      .filter(([field]) => value[field] !== undefined)
      .flatMap(([field, check]) => check(value[field], `${pointer}/${field}`));
    return [...missing, ...unknown, ...wrong];
  };

/** An object whose `type` selects the check. Any other type is rejected by name. */
export const byType =
  (kinds: Readonly<Record<string, Check>>): Check =>
  (value, pointer) => {
    if (!isObject(value)) return problem(pointer, 'should be an object');
    if (typeof value['type'] !== 'string') return problem(pointer, 'missing required field: type');
    const kind = Object.hasOwn(kinds, value['type']) ? kinds[value['type']] : undefined;
    return kind ? kind(value, pointer) : problem(`${pointer}/type`, `unsupported type: ${value['type']}`);
  };

/** A rule for a whole object, with the error message for a violation. */
export const rule =
  (isKept: (value: Readonly<Record<string, unknown>>) => boolean, message: string, at = ''): Check =>
  (value, pointer) =>
    !isObject(value) || isKept(value) ? [] : problem(`${pointer}${at}`, message);
