import type { Grant, RoleState } from '../grant.ts';
import { personKey } from '../grant.ts';
import type { RoleArn } from '../names.ts';
import type { PolicyDocument } from './documents.ts';
import { POLICY_VERSION, policyChars } from './documents.ts';
import { sessionGuard } from './guard.ts';
import { ROLE_INLINE_QUOTA_CHARS } from './observed.ts';
import { packTrust } from './packing.ts';
import type { Holder } from './windows.ts';
import { holdersOf } from './windows.ts';

/** Why a grant cannot be written, with the figure. */
export type CapacityRefusal =
  | {
      readonly kind: 'does_not_fit';
      readonly document: 'trust policy' | 'session guard' | 'identity policy';
      readonly neededChars: number;
      readonly quotaChars: number;
    }
  | { readonly kind: 'session_name_taken'; readonly sessionName: string };

/** The room a role has, whether just read or as last seen. */
export interface Room {
  readonly roleArn: RoleArn;
  readonly foreign: PolicyDocument;
  readonly trustQuotaChars: number;
  readonly foreignInlineChars: number;
}

const EMPTY_POLICY: PolicyDocument = { Version: POLICY_VERSION, Statement: [] };

/** The room of a role as last seen: a foreign part of the same length stands in for the one that was read. */
export const roomOf = (state: RoleState): Room => ({
  roleArn: state.roleArn,
  foreign: EMPTY_POLICY,
  // One more for the comma between the foreign statements and ours.
  trustQuotaChars: state.trustQuotaChars - state.foreignTrustChars + policyChars(EMPTY_POLICY) - 1,
  foreignInlineChars: state.foreignInlineChars,
});

/**
 * Ended grants count as long as they are guarded: their guard would kill the sessions of a namesake. What has come to
 * stand together already is not the newcomer's fault.
 */
const nameClash = (holders: readonly Holder[], newcomers: ReadonlySet<string>): CapacityRefusal | undefined => {
  const held = holders.filter(({ windows }) => windows.length > 0);
  const clash = [...Map.groupBy(held, (holder) => holder.principal.sessionName)].find(
    ([, who]) => who.length > 1 && who.some(({ key }) => newcomers.has(key)),
  );
  return clash === undefined ? undefined : { kind: 'session_name_taken', sessionName: clash[0] };
};

/**
 * Whether new grants can stand on a role beside those that do. Judged at the instant `now`, and it stays true: people
 * who end make room, and a start that comes lets more statements be shared.
 */
export const refuseCapacity = (
  room: Room,
  standing: readonly Grant[],
  wanted: readonly Grant[],
  now: Date,
): CapacityRefusal | undefined => {
  const holders = holdersOf([...standing, ...wanted]);
  const clash = nameClash(holders, new Set(wanted.map(({ principal }) => personKey(principal))));
  if (clash !== undefined) return clash;
  const trust = packTrust(
    { roleArn: room.roleArn, foreign: room.foreign, quotaChars: room.trustQuotaChars },
    holders,
    now,
  );
  if (trust.kind === 'too_big') {
    return {
      kind: 'does_not_fit',
      document: 'trust policy',
      neededChars: trust.neededChars,
      quotaChars: trust.quotaChars,
    };
  }
  const guard = sessionGuard(holders, now);
  const guardChars = guard === undefined ? 0 : policyChars(guard);
  const quotaChars = ROLE_INLINE_QUOTA_CHARS - room.foreignInlineChars;
  return guardChars <= quotaChars
    ? undefined
    : { kind: 'does_not_fit', document: 'session guard', neededChars: guardChars, quotaChars };
};
