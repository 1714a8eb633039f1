import type { NotSeen } from '../doctor/facts.ts';
import type { PolicyDocument } from '../trust/documents.ts';
import { MATCHES, type Match } from './principals.ts';
import { type Hit, hitsOf, type PolicyRequest } from './statement.ts';
import { any, type Truth } from './truth.ts';

/** Where a policy document is, so that it can be changed. */
export interface PolicySource {
  readonly kind: 'inline' | 'managed' | 'boundary' | 'scp' | 'rcp' | 'bucket' | 'key' | 'trust';
  readonly accountId: string;
  /** The role, user, bucket, key or account that it applies to: an ARN, or a name. */
  readonly of: string;
  /** The name of an inline policy, or the ARN or ID of a managed policy. */
  readonly policy?: string;
}

export interface SourcedPolicy {
  readonly source: PolicySource;
  readonly document: PolicyDocument;
}

/** The policies of one side, and what of it could not be read. */
export interface Policies {
  readonly policies: readonly SourcedPolicy[];
  readonly unread: readonly NotSeen[];
}

export type SourcedHit = Hit & SourcedPolicy;

/** What one side says about a call. */
export interface Judged {
  readonly deny: Truth;
  readonly allow: Truth;
  readonly hits: readonly SourcedHit[];
  readonly unread: readonly NotSeen[];
}

const orUnknown = (truth: Truth, isUnread: boolean): Truth => (isUnread && truth === 'no' ? 'unknown' : truth);

const effectOf = (hits: readonly SourcedHit[], effect: string): Truth =>
  any(hits.filter(({ statement }) => statement.Effect === effect).map(({ truth }) => truth));

const hitsIn = (policies: readonly SourcedPolicy[], request: PolicyRequest): readonly SourcedHit[] =>
  policies.flatMap((policy) => hitsOf(policy.document, request).map((hit) => ({ ...hit, ...policy })));

/** Judges the policies of one side. What could not be read might deny, and might allow. */
export const judgeSide = ({ policies, unread }: Policies, request: PolicyRequest): Judged => {
  const hits = hitsIn(policies, request);
  const isUnread = unread.length > 0;
  return {
    deny: orUnknown(effectOf(hits, 'Deny'), isUnread),
    allow: orUnknown(effectOf(hits, 'Allow'), isUnread),
    hits,
    unread,
  };
};

/** How the allowing statements of a resource policy name the caller. */
export const admissions = ({ hits, unread }: Judged): Readonly<Record<Match, Truth>> => {
  const isUnread = unread.length > 0;
  const allowing = hits.filter(({ statement }) => statement.Effect === 'Allow');
  const of = (match: Match): Truth => {
    const truths = allowing.flatMap(({ matched, conditions, truth }): readonly Truth[] => {
      const named = matched[match];
      if (named === undefined || truth === 'no' || conditions.some((one) => one.truth === 'no')) return [];
      return [named === 'yes' ? truth : 'unknown'];
    });
    return orUnknown(any(truths), isUnread);
  };
  return Object.fromEntries(MATCHES.map((match) => [match, of(match)])) as Record<Match, Truth>;
};
