import type { DelegationEnd } from '../command/delegate-command.ts';
import type { SlackUserId } from '../names.ts';
import { momentOn } from '../schedule/days.ts';
import { untilToMinutes } from '../schedule/duration.ts';
import { addDays, addMinutes, wholeSecond } from '../time.ts';
import type { MembershipUnknown } from './answer.ts';
import { refuseBy } from './authority.ts';
import { approverAnywhere } from './delegation.ts';
import { type AccountRefusal, type AccountStatus, type Delegation, statusOf } from './directory.ts';
import { type AuthorityWorld, isSameUser } from './membership.ts';

export const MOST_DAYS = 30;

export type DelegateRefusal =
  | AccountRefusal
  | MembershipUnknown
  | { readonly kind: 'to_self' }
  | { readonly kind: 'delegate_not_a_member'; readonly to: SlackUserId; readonly status: AccountStatus }
  | { readonly kind: 'nothing_to_delegate' }
  | { readonly kind: 'ends_in_past' }
  | { readonly kind: 'ends_too_late' }
  | { readonly kind: 'time_zone_unknown' };

const endOf = (end: DelegationEnd, timeZone: string | undefined, now: Date): Date | DelegateRefusal['kind'] => {
  if (end.kind === 'minutes') return addMinutes(now, end.minutes);
  if (timeZone === undefined) return 'time_zone_unknown';
  if (end.kind === 'day') return momentOn(end.day, end.time, timeZone, now) ?? 'time_zone_unknown';
  const found = untilToMinutes(end.time, timeZone, now);
  if (found.kind === 'moment') return found.at;
  return found.kind === 'already_past' ? 'ends_in_past' : 'time_zone_unknown';
};

/** Whether an approver may name a user until then. Both accounts have been read. */
export const decideDelegation = (
  by: SlackUserId,
  { to, end }: { readonly to: SlackUserId; readonly end: DelegationEnd },
  world: AuthorityWorld,
):
  | { readonly kind: 'delegation'; readonly delegation: Delegation }
  | { readonly kind: 'refused'; readonly refusal: DelegateRefusal } => {
  const { directory, now } = world;
  const refused = (refusal: DelegateRefusal) => ({ kind: 'refused', refusal }) as const;
  const account = refuseBy(by, world);
  if (account !== undefined) return refused(account);
  if (isSameUser(by, to, world)) return refused({ kind: 'to_self' });
  const approver = approverAnywhere(by, world);
  if (approver.answer === 'unknown') return refused({ kind: 'membership_unknown', unread: approver.unread });
  if (approver.answer === 'no') return refused({ kind: 'nothing_to_delegate' });
  const status = statusOf(to, directory);
  if (status !== 'member') return refused({ kind: 'delegate_not_a_member', to, status });
  const found = endOf(end, directory.people[by]?.timeZone, now);
  if (typeof found === 'string') return refused({ kind: found } as DelegateRefusal);
  const until = wholeSecond(found);
  if (until <= now) return refused({ kind: 'ends_in_past' });
  if (until > addDays(now, MOST_DAYS)) return refused({ kind: 'ends_too_late' });
  return { kind: 'delegation', delegation: { by, to, since: now, until } };
};
