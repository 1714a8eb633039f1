import { addMinutes } from '../time.ts';

/** The end of the access of a running program, and the last notice about it. */
export interface WatchedAccess {
  readonly endsAt: Date;
  readonly notified: 'start' | 'reminder' | 'end';
}

export type AccessNotice = 'starts' | 'extended' | 'reminder' | 'ended';

/** Whether the end has to be read again, because an extension changes the next notice. */
export const isEndNear = ({ endsAt, notified }: WatchedAccess, now: Date, remindMinutes: number): boolean =>
  notified !== 'end' && addMinutes(now, remindMinutes) >= endsAt;

/** The next notice, for the end that was just read. Access that has ended stays ended: a new grant opens new sessions. */
export const nextNotice = (
  { endsAt, notified }: WatchedAccess,
  readEnd: Date,
  now: Date,
): { readonly watched: WatchedAccess; readonly notice?: AccessNotice } => {
  if (notified === 'end') return { watched: { endsAt, notified } };
  if (readEnd > endsAt) return { watched: { endsAt: readEnd, notified: 'start' }, notice: 'extended' };
  if (now >= readEnd) return { watched: { endsAt: readEnd, notified: 'end' }, notice: 'ended' };
  const watched: WatchedAccess = { endsAt: readEnd, notified: 'reminder' };
  return notified === 'start' ? { watched, notice: 'reminder' } : { watched };
};
