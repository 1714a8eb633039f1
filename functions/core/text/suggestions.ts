import { formatRequest, type TypedRequest } from '../command/format.ts';
import { asWritten } from '../command/words.ts';
import { defined } from '../defined.ts';
import { parseSlackUserId } from '../names.ts';
import { formatDuration } from '../schedule/duration.ts';
import { code, join, type Text, user } from './text.ts';

/** What a request was about, for a command that can be tried instead. */
export interface Typed {
  /** As it was typed. */
  readonly name: string;
  /** Everything else that was typed, where it is known. */
  readonly typed?: Omit<TypedRequest, 'name'>;
}

/** What a suggestion changes in a command. Everything else is kept. */
interface Change {
  readonly name?: string;
  readonly minutes?: number;
  readonly from?: { readonly hour: number; readonly minute: number };
  readonly reason?: string;
  readonly without?: readonly Exclude<keyof TypedRequest, 'name' | 'reason'>[];
}

const kept = ({ typed = { reason: '' } }: Typed, without: Change['without'] = []): Omit<TypedRequest, 'name'> =>
  Object.fromEntries(Object.entries(typed).filter(([key]) => !without.some((one) => one === key))) as typeof typed;

/** The same command with a change, such as `/assume prod-s3 8h INC-42 the report is stuck`. */
export const again = (typed: Typed, { name, minutes, from, reason, without }: Change = {}): string => {
  const duration = minutes === undefined ? undefined : ({ kind: 'minutes', minutes } as const);
  const request = { ...kept(typed, without), ...defined({ duration, from, reason }), name: name ?? typed.name };
  return `/assume ${formatRequest(request)}`;
};

/** The same for an extension, which has a duration and a reason only. */
export const extendAgain = ({ name, typed }: Typed, minutes?: number): string => {
  const { duration, reason = '' } = typed ?? {};
  const own = duration?.kind === 'minutes' ? duration.minutes : undefined;
  return again({ name, typed: { reason } }, defined({ minutes: minutes ?? own })).replace(
    '/assume ',
    '/assume extend ',
  );
};

/** As one word, so that it can be typed in a command. */
export const compact = (minutes: number): string => formatDuration(minutes).replaceAll(' ', '');

/** A command to copy, in the form in which Slack sends it. Users in it are shown by name. */
export const commandText = (command: string): Text =>
  join(
    command.split(/(<@[UW][A-Z0-9]{2,20}(?:\|[^<>]*)?>)/).flatMap((part, index) => {
      const id = /^<@([UW][A-Z0-9]{2,20})/.exec(part)?.[1];
      if (index % 2 === 1 && id !== undefined) return [user(parseSlackUserId(id))];
      const written = asWritten(part).trim();
      return written === '' ? [] : [code(written)];
    }),
    ' ',
  );
