import { type Clauses, readClause } from '../../core/command/clauses.ts';
import { trimmed } from '../../core/command/words.ts';

export type When =
  | { readonly kind: 'when'; readonly clauses: Clauses }
  | { readonly kind: 'not_understood'; readonly why: string; readonly tryThis: string };

/** Reads what stands in the form's field for how long, with the words of the command; empty means nothing said. */
export const parseWhen = (text: string): When => {
  let [clauses, rest]: [Clauses, string] = [{}, trimmed(text)];
  while (rest !== '') {
    const read = readClause(rest, clauses);
    if (read === undefined) return { kind: 'not_understood', why: `"${rest}" says no time`, tryThis: '1h30m' };
    if (read.kind === 'mistake') return { kind: 'not_understood', why: read.why, tryThis: read.tryThis || '1h30m' };
    ({ clauses, rest } = read);
  }
  return { kind: 'when', clauses };
};
