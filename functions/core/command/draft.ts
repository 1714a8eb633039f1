import { defined } from '../defined.ts';
import type { SlackUserId } from '../names.ts';
import type { RequestedAccess } from '../request/request.ts';
import { formatClauses, type TypedRequest } from './format.ts';

/** What the request form is filled with: what a user has typed so far. Nothing in it is guessed. */
export interface Draft {
  /** The role or bundle as typed. It may not exist. */
  readonly name?: string;
  /** Start and duration in the syntax of the command, such as `from 14:00 2h`. */
  readonly when?: string;
  readonly onBehalfOf?: SlackUserId;
  /** It is for another user, who was not recognized. */
  readonly isForUnknown?: true;
  readonly emergency?: true;
  readonly reason?: string;
  /** The user was shown that they have the access or a pending request for it, and requests it again. */
  readonly anyway?: true;
}

export const draftOf = ({ name, reason, emergency, onBehalfOf, ...clauses }: TypedRequest): Draft =>
  defined({
    name,
    when: formatClauses(clauses) || undefined,
    onBehalfOf,
    emergency,
    reason: reason || undefined,
  });

/** What can be requested again of an earlier request. Its start, and an end at a time of that day, have passed. */
export const draftOfRequested = ({
  target: name,
  duration,
  reason,
}: Pick<RequestedAccess, 'target' | 'duration' | 'reason'>): Draft =>
  draftOf({
    name,
    reason,
    ...defined({
      duration: duration.kind === 'for' ? ({ kind: 'minutes', minutes: duration.minutes } as const) : undefined,
    }),
  });
