import type { Evidence } from '../authority/answer.ts';
import { type Acting, onBehalf } from '../authority/delegation.ts';
import type { SlackUserId } from '../names.ts';
import type { Asked, AskedInVain, UserReading } from '../request/asked.ts';
import type { RequestFact } from '../request/facts.ts';
import type { RequestedAccess } from '../request/request.ts';

/** One approval that was given, and what was read about the approver. */
export interface PastApproval extends Acting {
  readonly at: Date;
  readonly evidence: Evidence;
  readonly reading?: UserReading;
}

/** A request that was stored, as its facts describe it. */
export interface PastRequest {
  readonly kind: 'request';
  readonly id: string;
  readonly requested: RequestedAccess;
  /** Whether the AWS identity of the holder was known when it was requested. */
  readonly isHolderKnown: boolean;
  readonly evidence: Evidence;
  readonly asked?: Asked;
  readonly approvals: readonly PastApproval[];
  readonly isApproved: boolean;
}

/** A request that was refused, and never stored. */
export interface PastRefusal {
  readonly kind: 'refusal';
  readonly at: Date;
  readonly by: SlackUserId;
  /** The kind of the refusal. */
  readonly refusal: string;
  readonly asked?: AskedInVain;
}

/** Refusals of commands and clicks that request nothing. */
const OF_OTHER_COMMANDS: ReadonlySet<string> = new Set([
  'not_an_admin',
  'not_yours',
  'not_yours_to_see',
  'unknown_request',
]);

/** Whether a request may have been refused, by the kind of the refusal. */
export const isOfRequest = (refusal: string): boolean => !OF_OTHER_COMMANDS.has(refusal);

/** What replay reads of one fact: a new request, or more about one. Undefined for a fact that does not matter to it. */
export const afterFact = (
  id: string,
  past: PastRequest | undefined,
  fact: RequestFact,
  at: Date,
): PastRequest | undefined => {
  if (fact.kind === 'requested') {
    const { requested, principal, evidence, asked } = fact;
    const begun = { kind: 'request', id, requested, evidence, approvals: [], isApproved: false } as const;
    return { ...begun, isHolderKnown: principal !== undefined, ...(asked === undefined ? {} : { asked }) };
  }
  if (fact.kind === 'imported') {
    const { requested, principal, reviews, status } = fact.state;
    const approvals = reviews.map((review) => ({ by: review.by, at: review.at, evidence: [] }));
    const isApproved = status.kind === 'approved' || status.kind === 'active' || status.kind === 'ended';
    return {
      kind: 'request',
      id,
      requested,
      isHolderKnown: principal !== undefined,
      evidence: [],
      approvals,
      isApproved,
    };
  }
  if (past === undefined || (fact.kind !== 'approval_counted' && fact.kind !== 'approved')) return past;
  const { by, evidence, reading } = fact;
  const given =
    by === undefined ? [] : [{ by, ...onBehalf(fact), at, evidence, ...(reading === undefined ? {} : { reading }) }];
  return { ...past, approvals: [...past.approvals, ...given], isApproved: fact.kind === 'approved' };
};
