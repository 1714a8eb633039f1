import type { SlackUserId } from '../names.ts';
import { type ClockTime, formatClockTime, formatDuration } from '../schedule/duration.ts';
import { escaped, joined } from './words.ts';

/** The duration as typed, before the time zone and the rule are known. */
export type DurationInput =
  | { readonly kind: 'minutes'; readonly minutes: number }
  | ({ readonly kind: 'until' } & ClockTime);

export interface Clauses {
  readonly duration?: DurationInput;
  readonly from?: ClockTime;
}

/** What the options of a command say. */
export interface Options {
  readonly dryRun?: true;
  readonly emergency?: true;
  /** The holder, if it is another user. */
  readonly onBehalfOf?: SlackUserId;
}

/** What can be typed about a request. */
export interface TypedRequest extends Clauses, Options {
  readonly name: string;
  readonly reason: string;
}

/** The clauses in the words of a command: `from 14:00 2h`. */
export const formatClauses = ({ duration, from }: Clauses): string =>
  [
    from === undefined ? '' : `from ${formatClockTime(from)}`,
    duration === undefined ? '' : formatDurationInput(duration),
  ]
    .filter(Boolean)
    .join(' ');

const formatDurationInput = (duration: DurationInput): string =>
  duration.kind === 'until'
    ? `until ${formatClockTime(duration)}`
    : formatDuration(duration.minutes).replaceAll(' ', '');

/** The options in the words of a command. */
export const formatOptions = ({ dryRun, emergency, onBehalfOf }: Options): string =>
  joined(
    dryRun === true ? '--dry-run' : '',
    emergency === true ? '--emergency' : '',
    onBehalfOf === undefined ? '' : `--for <@${onBehalfOf}>`,
  );

/** The text after `/assume` that makes this request: what `parseCommand` takes back. */
export const formatRequest = (request: TypedRequest): string =>
  joined(escaped(request.name), formatClauses(request), formatOptions(request), escaped(request.reason));
