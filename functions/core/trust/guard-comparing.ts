import type { RoleArn } from '../names.ts';
import type { PolicyDocument } from './documents.ts';
import { readGuard } from './guard-reading.ts';
import { type Cut, isDue } from './guard-writing.ts';

const reach = ({ issuedBefore }: Cut): number => issuedBefore?.getTime() ?? Number.POSITIVE_INFINITY;
const hasDate = (date: Date | undefined, other: Date | undefined): boolean => date?.getTime() === other?.getTime();

/** Whether a due cut of the same user denies these sessions anyway. */
const isCovered = (cut: Cut, cuts: readonly Cut[], now: Date): boolean =>
  isDue(cut, now) &&
  cuts.some(
    (other) => other !== cut && other.sessionName === cut.sessionName && isDue(other, now) && reach(other) > reach(cut),
  );

/**
 * Whether the guard in IAM denies the same sessions as the wanted guard from now on. Example: after 13:00,
 * `{ alice, from: 13:00 }` in IAM equals the wanted `{ alice }`, so an expiry needs no write.
 */
export const guardsAlike = (
  wanted: PolicyDocument | undefined,
  current: PolicyDocument | undefined,
  roleArn: RoleArn,
  now: Date,
): boolean => {
  if (wanted === undefined || current === undefined) return wanted === current;
  const [ours, theirs] = [readGuard(wanted, roleArn), readGuard(current, roleArn)];
  if (ours === undefined || theirs === undefined) return false;
  const isSelfAlike = new Set(ours.selfDenied).symmetricDifference(new Set(theirs.selfDenied)).size === 0;
  const uncovered = theirs.cuts.filter((cut) => !isCovered(cut, theirs.cuts, now));
  const isSame = (one: Cut, other: Cut): boolean =>
    one.sessionName === other.sessionName &&
    hasDate(one.issuedBefore, other.issuedBefore) &&
    (hasDate(one.from, other.from) || (one.from === undefined && isDue(other, now)));
  // Compared in both directions, since two users with one session name have the same cut.
  return (
    isSelfAlike &&
    ours.cuts.every((cut) => uncovered.some((other) => isSame(cut, other))) &&
    uncovered.every((other) => ours.cuts.some((cut) => isSame(cut, other)))
  );
};
