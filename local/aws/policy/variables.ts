import type { ContextLookup } from './context.ts';
import type { PatternPiece } from './wildcard.ts';

const VARIABLE = /\$\{([^}]*)\}/g;
const SPECIAL: Readonly<Record<string, string>> = { '*': '*', '?': '?', $: '$' };

/**
 * Replaces `${key}` and `${key, 'default'}` with context values, as literal text. Undefined if a variable has no single
 * value: such a pattern matches nothing. Policies of version 2008-10-17 have no variables.
 */
export const expandVariables = (
  text: string,
  version: string | undefined,
  lookup: ContextLookup,
): readonly PatternPiece[] | undefined => {
  if (version !== '2012-10-17' || !text.includes('${')) return [{ text, literal: false }];
  const pieces: PatternPiece[] = [];
  let end = 0;
  for (const match of text.matchAll(VARIABLE)) {
    pieces.push({ text: text.slice(end, match.index), literal: false });
    end = match.index + match[0].length;
    const value = variableValue(match[1] ?? '', lookup);
    if (value === undefined) return undefined;
    pieces.push({ text: value, literal: true });
  }
  pieces.push({ text: text.slice(end), literal: false });
  return pieces;
};

const variableValue = (expression: string, lookup: ContextLookup): string | undefined => {
  const special = SPECIAL[expression];
  if (special !== undefined) return special;
  const [, key = '', fallback] = /^\s*([^,\s]+)\s*(?:,\s*'(.*)')?\s*$/.exec(expression) ?? [];
  const values = lookup(key);
  return values?.length === 1 ? values[0] : fallback;
};
