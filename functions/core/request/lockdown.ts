import type { Actor, Directory } from '../authority/directory.ts';
import type { SlackUserId } from '../names.ts';
import { close } from './end.ts';
import type { RequestFact } from './facts.ts';
import type { RequestId } from './ids.ts';
import type { RequestState } from './request.ts';

/** The state of the lockdown, also when it is off. */
export interface Lockdown {
  readonly isOn: boolean;
  readonly at: Date;
  readonly by: SlackUserId;
  readonly why: string;
  readonly ended: readonly RequestId[];
  /** The last notification of operators: requests are ended, some are still open in AWS, or none is. */
  readonly announced: 'nothing' | 'ended' | 'outstanding' | 'done';
  /** How many were open in AWS at that notification. */
  readonly outstanding: number;
  /** The stored item was changed by others: nothing is granted, and nothing is ended because of it. */
  readonly isTampered?: true;
}

export interface LockdownRefusal {
  readonly kind: 'locked_down';
  readonly by?: SlackUserId;
  readonly why?: string;
}

export const endsEverything = (lockdown: Lockdown | undefined): lockdown is Lockdown =>
  lockdown?.isOn === true && lockdown.isTampered !== true;

/** Refuses requests, approvals and IAM writes while the lockdown is on. */
export const refuseLockdown = ({ lockdown }: Pick<Directory, 'lockdown'>): LockdownRefusal | undefined => {
  if (lockdown?.isTampered === true)
    return { kind: 'locked_down', why: 'the stored lockdown was changed from outside; an admin has to set it again' };
  return lockdown?.isOn === true ? { kind: 'locked_down', by: lockdown.by, why: lockdown.why } : undefined;
};

export const turned = (isOn: boolean, { id }: Pick<Actor, 'id'>, why: string, now: Date): Lockdown => ({
  isOn,
  at: now,
  by: id,
  why,
  ended: [],
  announced: 'nothing',
  outstanding: 0,
});

/** A lockdown ends held access and cancels pending requests. */
export const lockedDown = (
  request: Pick<RequestState, 'status'>,
  { by, why }: Pick<Lockdown, 'by' | 'why'>,
  now: Date,
): readonly RequestFact[] => close(request, { reason: 'lockdown', by, why }, now);
