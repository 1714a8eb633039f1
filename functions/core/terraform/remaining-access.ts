import { addMinutes } from '../time.ts';

/** What a program that runs with access has been told about its end. */
export interface WatchedAccess {
  readonly endsAt: Date;
  readonly told: 'start' | 'reminder' | 'end';
}

export type AccessNotice = 'starts' | 'extended' | 'reminder' | 'ended';

/** Whether the end must be read again, because an extension would change what is said now. */
export const isEndNear = ({ endsAt, told }: WatchedAccess, now: Date, remindMinutes: number): boolean =>
  told !== 'end' && addMinutes(now, remindMinutes) >= endsAt;

/** What to say now, given the end that was just read. Access that has ended stays ended: a new grant opens new sessions. */
export const nextNotice = (
  { endsAt, told }: WatchedAccess,
  readEnd: Date,
  now: Date,
): { readonly watched: WatchedAccess; readonly notice?: AccessNotice } => {
  if (told === 'end') return { watched: { endsAt, told } };
  if (readEnd > endsAt) return { watched: { endsAt: readEnd, told: 'start' }, notice: 'extended' };
  if (now >= readEnd) return { watched: { endsAt: readEnd, told: 'end' }, notice: 'ended' };
  const watched: WatchedAccess = { endsAt: readEnd, told: 'reminder' };
  return told === 'start' ? { watched, notice: 'reminder' } : { watched };
};
