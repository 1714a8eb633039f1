import type { MembershipUnknown } from '../authority/answer.ts';
import type { Who } from '../catalog/catalog.ts';
import { onCallKey } from '../catalog/lookup.ts';
import type { SlackGroupId } from '../names.ts';
import { quote } from '../schedule/duration.ts';
import { clip } from './clip.ts';
import { commandText } from './suggestions.ts';
import { type Text, text } from './text.ts';

/** A refusal in plain text: why, and what to do next. Each is a complete sentence. */
export interface Explanation {
  readonly why: string;
  readonly next: string;
  /** A command that would work, to copy, as Slack would send it; in a form there is a field for it instead. */
  readonly tryThis?: string;
  /** The users and groups who can help, if particular ones can. */
  readonly contacts?: readonly Who[];
  /** Users and groups that the sentences are about, for a view to show by name. */
  readonly names?: { readonly label: string; readonly who: readonly Who[] };
}

/** One explanation for each kind of a union: a table that leaves one out does not compile. */
export type Explained<Union extends { readonly kind: string }, Context extends readonly unknown[] = []> = {
  readonly [Kind in Union['kind']]: (one: Extract<Union, { readonly kind: Kind }>, ...context: Context) => Explanation;
};

export const explainBy =
  <Union extends { readonly kind: string }, Context extends readonly unknown[] = []>(
    table: Explained<Union, Context>,
  ) =>
  (one: Union, ...context: Context): Explanation => {
    const explain = table[one.kind as Union['kind']] as (one: Union, ...context: Context) => Explanation;
    return explain(one, ...context);
  };

export const textOf = ({ why, next }: Explanation): string => `${why} ${next}`;

/** `1 approver`, `2 approvers`. */
export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

/** Names in a sentence: `a, b and c`. */
export const listed = (names: readonly string[], word: 'and' | 'or' = 'and'): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1)}`;

export const unknownName = (name: string): string => `There is no role or bundle called ${quote(name)}.`;

/** `Did you mean a or b?` before another sentence; only that sentence where no name is near. */
export const didYouMean = (nearest: readonly string[], otherwise: string): string =>
  nearest.length === 0 ? otherwise : `Did you mean ${listed(nearest, 'or')}? ${otherwise}`;

/** What could not be read, within a sentence. */
export const unreadText = ({ unread }: MembershipUnknown): string => {
  const schedules = unread.filter(isSchedule);
  const groups = unread.length - schedules.length;
  const group = groups === 0 ? [] : [groups === 1 ? 'a Slack user group' : `${groups} Slack user groups`];
  const named = schedules.map((key) => `the on-call schedule "${scheduleOf(key)}"`);
  return listed([...group, ...named]) || 'the user groups';
};

/** The same for a view, which can show groups by their names. */
export const unreadNames = ({ unread }: MembershipUnknown): Pick<Explanation, 'names'> => {
  if (unread.length === 0) return {};
  const who = unread.map(
    (key): Who =>
      isSchedule(key) ? { kind: 'onCall', id: scheduleOf(key) } : { kind: 'group', id: key as SlackGroupId },
  );
  return { names: { label: 'Could not be read', who } };
};

const isSchedule = (key: string): boolean => key.startsWith(onCallKey(''));
const scheduleOf = (key: string): string => key.slice(onCallKey('').length);

export const CONTACTS = 'Who can help';

const IN_LINE = 300;

/** A refusal in one line, for notifications and screen readers. */
export const explanationLine = ({ why, next, tryThis }: Explanation): Text =>
  text`${clip(why, IN_LINE)} ${clip(next, IN_LINE)}${tryThis && text` ${commandText(clip(tryThis, IN_LINE))}`}`;
