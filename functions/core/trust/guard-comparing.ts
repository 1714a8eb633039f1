import type { RoleArn } from '../names.ts';
import type { PolicyDocument } from './documents.ts';
import { readGuard } from './guard-reading.ts';
import { isDue, type SessionDenial } from './guard-writing.ts';

const issuedUntil = ({ issuedBefore }: SessionDenial): number => issuedBefore?.getTime() ?? Number.POSITIVE_INFINITY;
const hasDate = (date: Date | undefined, other: Date | undefined): boolean => date?.getTime() === other?.getTime();

/** Whether another due denial of the same user covers these sessions. */
const isCovered = (denial: SessionDenial, denials: readonly SessionDenial[], now: Date): boolean =>
  isDue(denial, now) &&
  denials.some(
    (other) =>
      other !== denial &&
      other.sessionName === denial.sessionName &&
      isDue(other, now) &&
      issuedUntil(other) > issuedUntil(denial),
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
  const [wantedGuard, currentGuard] = [readGuard(wanted, roleArn), readGuard(current, roleArn)];
  if (wantedGuard === undefined || currentGuard === undefined) return false;
  const isSelfAlike = new Set(wantedGuard.selfDenied).symmetricDifference(new Set(currentGuard.selfDenied)).size === 0;
  const uncovered = currentGuard.denials.filter((denial) => !isCovered(denial, currentGuard.denials, now));
  const isSame = (one: SessionDenial, other: SessionDenial): boolean =>
    one.sessionName === other.sessionName &&
    hasDate(one.issuedBefore, other.issuedBefore) &&
    (hasDate(one.from, other.from) || (one.from === undefined && isDue(other, now)));
  // Compared in both directions, since two users with one session name have the same denial.
  return (
    isSelfAlike &&
    wantedGuard.denials.every((denial) => uncovered.some((other) => isSame(denial, other))) &&
    uncovered.every((other) => wantedGuard.denials.some((denial) => isSame(denial, other)))
  );
};
