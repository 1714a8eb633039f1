import { POLICY_VERSION } from '../trust/documents.ts';
import type { Context } from './context.ts';
import type { Piece } from './wildcards.ts';

const SPECIAL: Readonly<Record<string, string>> = { '*': '*', '?': '?', $: '$' };

/** The value of one variable; `unresolved` if calls have no single value for it, `unknown` if it is known only during a call. */
const variableValue = (expression: string, context: Context): { readonly text: string } | 'unresolved' | 'unknown' => {
  const special = SPECIAL[expression];
  if (special !== undefined) return { text: special };
  const [, key = '', fallback] = /^\s*([^,\s]+)\s*(?:,\s*'(.*)')?\s*$/.exec(expression) ?? [];
  const known = context(key);
  if (known === undefined) return 'unknown';
  const [value, ...more] = known === 'absent' ? [] : known;
  const text = more.length === 0 ? (value ?? fallback) : fallback;
  return text === undefined ? 'unresolved' : { text };
};

/**
 * Replaces policy variables with their values, as literal text. Policies of version 2008-10-17 have no variables. Source: AWS, IAM
 * User Guide, "IAM policy elements: Variables and tags".
 */
export const expandVariables = (
  text: string,
  version: string | undefined,
  context: Context,
): readonly Piece[] | 'unresolved' | 'unknown' => {
  if (version !== POLICY_VERSION || !text.includes('${')) return [{ text, isLiteral: false }];
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(/\$\{([^}]*)\}/g)) {
    pieces.push({ text: text.slice(end, match.index), isLiteral: false });
    end = match.index + match[0].length;
    const value = variableValue(match[1] ?? '', context);
    if (typeof value === 'string') return value;
    pieces.push({ text: value.text, isLiteral: true });
  }
  pieces.push({ text: text.slice(end), isLiteral: false });
  return pieces;
};
