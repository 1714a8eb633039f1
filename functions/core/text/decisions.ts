import type { Request } from '../request/request.ts';
import { clip } from './clip.ts';
import { count } from './explain.ts';
import { accessFor, accountsOf, forDuration, targetOf } from './phrases.ts';
import { type Text, text, user, words } from './text.ts';

/** What a form is about: whose request it is, for what, where and how long. */
export const requestInView = ({ requested, status }: Pick<Request, 'requested' | 'status'>): Text => {
  const { by, via, emergency } = requested;
  if (emergency === true)
    return text`${user(by)} took ${targetOf(requested)} in ${accountsOf(requested)} without approval, ${forDuration(requested)}.`;
  const verb = status.kind === 'pending' ? text`requests` : text`requested`;
  return text`${user(via ?? by)} ${verb} ${accessFor(requested)} in ${accountsOf(requested)}${via && text`, on behalf of ${user(by)}`}.`;
};

/** Beside the longest values of a card, more does not fit into a message. The thread has the whole comments. */
const NOTE = 200;

/** The last comment of an approver, and how many others there are. */
export const approvalNotes = ({ events }: Pick<Request, 'events'>): readonly Text[] => {
  const notes = events.flatMap(({ fact }) =>
    (fact.kind === 'approved' || fact.kind === 'approval_counted') && fact.note !== undefined && fact.by !== undefined
      ? [{ by: fact.by, note: fact.note }]
      : [],
  );
  const last = notes.at(-1);
  if (last === undefined) return [];
  const more = notes.length - 1;
  const others = more === 0 ? undefined : text` The thread has ${words(count(more, 'more comment'))}.`;
  return [text`Comment by ${user(last.by)}: ${clip(last.note, NOTE)}${others}`];
};
