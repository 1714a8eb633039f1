/** Parses one setting. A mistake describes the value that was found and the value that is expected. */
export type Field<T> = (value: unknown) => { readonly value: T } | { readonly mistake: string };

const shown = (value: unknown): string => (typeof value === 'string' ? `"${value}"` : JSON.stringify(value));
const found = (value: unknown, expected: string) => ({ mistake: `is ${shown(value)} and should be ${expected}` });

/** A text that matches a pattern. */
export const text =
  (pattern: RegExp, expected: string): Field<string> =>
  (value) =>
    typeof value === 'string' && pattern.test(value) ? { value } : found(value, expected);

/** `true` or `false`. Values from the command line are texts. */
export const flag: Field<boolean> = (value) => {
  if (value === true || value === 'true') return { value: true };
  if (value === false || value === 'false') return { value: false };
  return found(value, 'true or false');
};

/** A whole number in a range. */
export const whole =
  (least: number, most: number): Field<number> =>
  (value) => {
    const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
    return typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most
      ? { value: number }
      : found(value, `a whole number from ${least} to ${most}`);
  };

/** One of several words. */
export const oneOf =
  <T extends string>(...words: readonly T[]): Field<T> =>
  (value) => {
    const word = words.find((one) => one === value);
    return word === undefined ? found(value, words.map((one) => `"${one}"`).join(' or ')) : { value: word };
  };

/** One of several numbers. */
export const oneNumberOf =
  (...numbers: readonly number[]): Field<number> =>
  (value) => {
    const number = numbers.find((one) => one === value || String(one) === value);
    return number === undefined ? found(value, `one of ${numbers.join(', ')}`) : { value: number };
  };

/** Several texts: a list, or one comma-separated text. */
export const texts =
  (pattern: RegExp, expected: string): Field<readonly string[]> =>
  (value) => {
    const list: unknown[] = typeof value === 'string' ? value.split(',').map((one) => one.trim()) : [value].flat();
    const wrong = list.filter((one) => typeof one !== 'string' || !pattern.test(one));
    return wrong.length === 0
      ? { value: list as string[] }
      : { mistake: `holds ${wrong.map(shown).join(' and ')}; each should be ${expected}` };
  };

/** Several texts, and at least one: a policy must not contain an empty list. */
export const oneOrMore = (pattern: RegExp, expected: string): Field<readonly string[]> => {
  const read = texts(pattern, expected);
  return (value) =>
    Array.isArray(value) && value.length === 0 ? found(value, `one or more, each ${expected}`) : read(value);
};
