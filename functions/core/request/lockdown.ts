import type { Actor, Directory } from '../authority/directory.ts';
import type { RequestId } from '../ids.ts';
import type { SlackUserId } from '../names.ts';
import { end } from './end.ts';
import type { Request } from './request.ts';
import { isHeld, moved } from './request.ts';

/** Whether anything may be given at the moment, and how far ending all of it has come. One item; off is one too. */
export interface Lockdown {
  readonly isOn: boolean;
  readonly at: Date;
  readonly by: SlackUserId;
  readonly why: string;
  /** What it has ended so far. */
  readonly ended: readonly RequestId[];
  /** What those who run the bot were told last: what is ended, what still stands in AWS, that nothing does. */
  readonly told: 'nothing' | 'ended' | 'outstanding' | 'done';
  /** How many still stood in AWS when that was told. */
  readonly outstanding: number;
}

export interface LockdownRefusal {
  readonly kind: 'locked_down';
  readonly by?: SlackUserId;
  readonly why?: string;
}

/** Nothing new while it is on: asked when something is asked for, when it is approved, and before IAM is touched. */
export const refuseLockdown = ({ lockdown }: Directory): LockdownRefusal | undefined =>
  lockdown?.isOn === true ? { kind: 'locked_down', by: lockdown.by, why: lockdown.why } : undefined;

/** Turns it on or off. */
export const turned = (isOn: boolean, { id }: Pick<Actor, 'id'>, why: string, now: Date): Lockdown => ({
  isOn,
  at: now,
  by: id,
  why,
  ended: [],
  told: 'nothing',
  outstanding: 0,
});

/** A request as a lockdown leaves it: what is held ends, what waits is taken back, what is closed stays. */
export const lockedDown = (request: Request, { by, why }: Pick<Lockdown, 'by' | 'why'>, now: Date): Request => {
  if (isHeld(request.status)) return end(request, 'lockdown', by, now, why);
  if (request.status.kind !== 'pending') return request;
  return moved(request, { kind: 'cancelled', at: now, by }, { kind: 'cancelled', by, why }, now);
};
