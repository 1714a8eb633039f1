import type { RequestId } from '../request/ids.ts';
import type { Request } from '../request/request.ts';
import { clip, firstOf } from './clip.ts';
import { codes, SLOW, subjectOf, targetOf } from './phrases.ts';
import { plainText } from './plain.ts';
import { code, join, type Text, text, words } from './text.ts';

const MOST_LINES = 10;

/** The answer to a user who ended or cancelled requests by name. An extended access is several requests and one line. */
export const endedText = (requests: readonly Request[], left: readonly RequestId[]): readonly Text[] => {
  const all = requests.map(({ requested, status }) =>
    status.kind === 'cancelled'
      ? text`Cancelled your request for ${subjectOf(requested)}.`
      : text`Ending your access to ${targetOf(requested)}. ${words(SLOW)}`,
  );
  const lines = new Map(all.map((line) => [plainText(line), line]));
  const { shown, more } = firstOf([...lines.values()], MOST_LINES);
  return [...shown, ...(more === 0 ? [] : [text`and ${more} more`]), ...notEndedText(left)];
};

export const notEndedText = (left: readonly RequestId[]): readonly Text[] =>
  left.length === 0
    ? []
    : [
        text`Could not read or change ${left.length} more: ${left.join(', ')}. Try again, or ask an operator to end them with ${code('assume-bot revoke')}.`,
      ];

/** The answer to a user who has no open request of that name. */
export const nothingToEndText = (name: string, targets: readonly string[], nearest: readonly string[]): Text => {
  const none = text`You have no access to ${code(clip(name, 60))} and no pending request for it.`;
  if (nearest.length > 0)
    return text`${none} Did you mean ${join(
      nearest.map((one) => code(one)),
      ' or ',
    )}?`;
  return targets.length === 0 ? none : text`${none} You can end: ${codes(targets)}.`;
};
