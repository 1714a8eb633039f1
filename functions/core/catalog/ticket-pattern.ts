/** What has to be found where: one character, a border, one part after the other, one of several, or one many times. */
export type Part =
  | { readonly kind: 'character'; readonly source: string }
  | { readonly kind: 'border'; readonly sign: '^' | '$' | '\\b' | '\\B' }
  | { readonly kind: 'sequence'; readonly parts: readonly Part[] }
  | { readonly kind: 'choice'; readonly parts: readonly Part[] }
  | { readonly kind: 'repeated'; readonly part: Part; readonly min: number; readonly max: number };

/** Why a pattern is not taken, in words that follow "it cannot be used:". */
export class PatternRefused extends Error {
  override readonly name = 'PatternRefused';
}

/**
 * Steps that a pattern may come to, its repetitions written out: looking for it in a reason then takes that many for
 * each character at most, whatever the reason is.
 */
export const MOST_STEPS = 500;

const QUANTIFIER = /^(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})\??/;
const GROUP = /^\((?:\?(?::|<[^>]+>))?/;
const ESCAPE = /^\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|c[A-Za-z]|[0-3][0-7]{0,2}|[\s\S])/;
const SET = /^\[(?:\\[\s\S]|[^\]\\])*\]/;

const timesIn = (pattern: string): { length: number; min: number; max: number } | undefined => {
  const [whole, least, comma, most] = QUANTIFIER.exec(pattern) ?? [];
  if (whole === undefined) return undefined;
  const { length } = whole;
  if (least === undefined)
    return { length, min: whole.startsWith('+') ? 1 : 0, max: whole.startsWith('?') ? 1 : Number.POSITIVE_INFINITY };
  const min = Number(least);
  return { length, min, max: comma === undefined ? min : most ? Number(most) : Number.POSITIVE_INFINITY };
};

/** How many steps a part comes to when its repetitions are written out. */
export const stepsOf = (part: Part): number => {
  switch (part.kind) {
    case 'character':
    case 'border':
      return 1;
    case 'sequence':
      return part.parts.reduce((sum, one) => sum + stepsOf(one), 0);
    case 'choice':
      return part.parts.reduce((sum, one) => sum + 1 + stepsOf(one), 0);
    case 'repeated': {
      if (part.max === 0) return 0;
      const once = stepsOf(part.part) + 1;
      return part.max === Number.POSITIVE_INFINITY ? once * (part.min + 1) : once * part.max;
    }
    default:
      return part satisfies never;
  }
};

/** The border or the character that a pattern begins with, and its length. */
const atomIn = (pattern: string): { readonly part: Part; readonly length: number } => {
  const [first = ''] = pattern;
  if (first === '^' || first === '$') return { part: { kind: 'border', sign: first }, length: 1 };
  if (/^\\[bB]/.test(pattern)) return { part: { kind: 'border', sign: pattern.slice(0, 2) as '\\b' }, length: 2 };
  if (/^\\(?:[1-9]|k)/.test(pattern)) throw new PatternRefused('it refers to an earlier part of itself');
  if (/^\\c(?![A-Za-z])/.test(pattern)) throw new PatternRefused('\\c is followed by no letter');
  const [source = first] = SET.exec(pattern) ?? ESCAPE.exec(pattern) ?? [];
  return { part: { kind: 'character', source }, length: source.length };
};

/** Takes a pattern apart. Throws PatternRefused for one that is none, and for what cannot be looked for step by step. */
export const readPattern = (pattern: string): Part => {
  try {
    new RegExp(pattern);
  } catch (error) {
    throw new PatternRefused(error instanceof Error ? error.message : String(error));
  }
  let index = 0;

  const readGroup = (): Part => {
    const rest = pattern.slice(index);
    if (/^\(\?<?[=!]/.test(rest)) throw new PatternRefused('it looks ahead or behind');
    if (/^\(\?[-a-z]/.test(rest)) throw new PatternRefused('it changes its own rules half way');
    index += GROUP.exec(rest)?.[0].length ?? 1;
    const part = readChoice();
    index += 1;
    return part;
  };

  const readOne = (): Part => {
    if (pattern[index] === '(') return readGroup();
    const { part, length } = atomIn(pattern.slice(index));
    index += length;
    return part;
  };

  const readSequence = (): Part => {
    const parts: Part[] = [];
    while (index < pattern.length && pattern[index] !== '|' && pattern[index] !== ')') {
      const part = readOne();
      const times = timesIn(pattern.slice(index));
      index += times?.length ?? 0;
      parts.push(times === undefined ? part : { kind: 'repeated', part, min: times.min, max: times.max });
    }
    return { kind: 'sequence', parts };
  };

  const readChoice = (): Part => {
    const parts = [readSequence()];
    while (pattern[index] === '|') {
      index += 1;
      parts.push(readSequence());
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'choice', parts };
  };

  const part = readChoice();
  const steps = stepsOf(part);
  if (steps > MOST_STEPS)
    throw new PatternRefused(
      `written out it has ${steps === Number.POSITIVE_INFINITY ? 'countless' : steps} steps; at most ${MOST_STEPS} are taken`,
    );
  return part;
};

/** Why a pattern cannot be used to look for a ticket in a reason; undefined when it can. */
export const explainPattern = (pattern: string): string | undefined => {
  try {
    readPattern(pattern);
    return undefined;
  } catch (error) {
    if (error instanceof PatternRefused) return error.message;
    throw error;
  }
};
