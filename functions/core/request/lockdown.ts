import type { Actor, Directory } from '../authority/directory.ts';
import type { SlackUserId } from '../names.ts';
import { close } from './end.ts';
import type { RequestFact } from './facts.ts';
import type { RequestId } from './ids.ts';
import type { RequestState } from './request.ts';

/** Whether anything may be granted at the moment, and how far ending all of it has come. One item; off is one too. */
export interface Lockdown {
  readonly isOn: boolean;
  readonly at: Date;
  readonly by: SlackUserId;
  readonly why: string;
  /** What it has ended so far. */
  readonly ended: readonly RequestId[];
  /** What operators were notified of last: that requests are ended, that some still stand in AWS, that none does. */
  readonly announced: 'nothing' | 'ended' | 'outstanding' | 'done';
  /** How many still stood in AWS at that notification. */
  readonly outstanding: number;
  /** The stored record was changed from outside: nothing is granted, and nothing is ended because of it. */
  readonly isTampered?: true;
}

export interface LockdownRefusal {
  readonly kind: 'locked_down';
  readonly by?: SlackUserId;
  readonly why?: string;
}

/** Whether everything that is open has to end. */
export const endsEverything = (lockdown: Lockdown | undefined): lockdown is Lockdown =>
  lockdown?.isOn === true && lockdown.isTampered !== true;

/** Nothing new while it is on: asked when something is requested, when it is approved, and before IAM is touched. */
export const refuseLockdown = ({ lockdown }: Pick<Directory, 'lockdown'>): LockdownRefusal | undefined => {
  if (lockdown?.isTampered === true)
    return { kind: 'locked_down', why: 'the stored lockdown was changed from outside; an admin has to set it again' };
  return lockdown?.isOn === true ? { kind: 'locked_down', by: lockdown.by, why: lockdown.why } : undefined;
};

/** Turns it on or off. */
export const turned = (isOn: boolean, { id }: Pick<Actor, 'id'>, why: string, now: Date): Lockdown => ({
  isOn,
  at: now,
  by: id,
  why,
  ended: [],
  announced: 'nothing',
  outstanding: 0,
});

/** What a lockdown makes of a request: what is held ends, what is pending is cancelled, what is closed stays. */
export const lockedDown = (
  request: Pick<RequestState, 'status'>,
  { by, why }: Pick<Lockdown, 'by' | 'why'>,
  now: Date,
): readonly RequestFact[] => close(request, { reason: 'lockdown', by, why }, now);
