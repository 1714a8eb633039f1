import type { SlackUserId } from '../names.ts';
import type { AccountStatus } from './directory.ts';

export type EvidenceLine =
  /** The user was a member of a user group, or on call for a schedule. */
  | { readonly kind: 'membership'; readonly user: SlackUserId; readonly of: string; readonly readAt: Date }
  | { readonly kind: 'account'; readonly user: SlackUserId; readonly status: AccountStatus; readonly readAt: Date };

export type Evidence = readonly EvidenceLine[];

const keyOf = (line: EvidenceLine): string => `${line.kind} ${line.user} ${line.kind === 'membership' ? line.of : ''}`;

/** Several pieces of evidence as one, each line once. */
export const joined = (...evidence: readonly Evidence[]): Evidence => [
  ...new Map(evidence.flat().map((line) => [keyOf(line), line])).values(),
];
