import type { SlackGroupId, SlackUserId } from '../names.ts';

/** One piece of a sentence. A string is our own wording; everything else is a value that each renderer writes its own way. */
export type Piece =
  | string
  | { readonly kind: 'value' | 'code'; readonly text: string }
  | { readonly kind: 'bold'; readonly text: Text }
  | { readonly kind: 'user'; readonly id: SlackUserId }
  | { readonly kind: 'group'; readonly id: SlackGroupId }
  | { readonly kind: 'moment'; readonly at: Date }
  | { readonly kind: 'emoji'; readonly name: string }
  /** A link to an https address. */
  | { readonly kind: 'link'; readonly url: string; readonly label: string }
  /** Notifies every member of the channel. */
  | { readonly kind: 'everyone_here' };

/** A sentence that no medium has formatted yet: `adapters/slack/mrkdwn.ts` and `plain.ts` render it. */
export interface Text {
  readonly pieces: readonly Piece[];
}

/** A text, a user's or a catalog's words, a figure, or a time. `undefined` adds nothing. */
export type Value = Text | string | number | Date | undefined;

const piecesOf = (value: Value): readonly Piece[] => {
  if (value === undefined || value === '') return [];
  if (value instanceof Date) return [{ kind: 'moment', at: value }];
  return typeof value === 'object' ? value.pieces : [{ kind: 'value', text: String(value) }];
};

/** Our wording with values in it: text`Requested ${code(name)}.` */
export const text = (strings: TemplateStringsArray, ...values: readonly Value[]): Text => ({
  pieces: strings.flatMap((words, index) => [...piecesOf(values[index - 1]), ...(words === '' ? [] : [words])]),
});

const only = (piece: Piece): Text => ({ pieces: [piece] });

export const bold = (words: Text): Text => only({ kind: 'bold', text: words });
/** A name that can be copied as it is. */
export const code = (name: string): Text => only({ kind: 'code', text: name });
export const user = (id: SlackUserId): Text => only({ kind: 'user', id });
export const group = (id: SlackGroupId): Text => only({ kind: 'group', id });
/** Throws RangeError for an address that is not https: a link never leads elsewhere. */
export const link = (url: string, label: string): Text => {
  if (!url.startsWith('https://')) throw new RangeError(`a link that is not https: ${url}`);
  return only({ kind: 'link', url, label });
};
export const emoji = (name: string): Text => only({ kind: 'emoji', name });
export const EVERYONE_HERE = only({ kind: 'everyone_here' });
/** Our own wording that is a constant: a title or a label. */
export const words = (own: string): Text => only(own);

/** Several texts with our wording between them. */
export const join = (texts: readonly Text[], between: string): Text => ({
  pieces: texts.flatMap(({ pieces }, index) => (index === 0 ? pieces : [between, ...pieces])),
});
