import type { TicketReading, TicketSystem } from '../catalog/ticket-evidence.ts';
import type { SlackUserId } from '../names.ts';
import type { AccountStatus } from './directory.ts';

export type EvidenceLine =
  /** The user was a member of a user group, or on call for a schedule. */
  | { readonly kind: 'membership'; readonly user: SlackUserId; readonly of: string; readonly readAt: Date }
  /** An approver (`of`) had named the user as delegate. */
  | { readonly kind: 'delegation'; readonly user: SlackUserId; readonly of: SlackUserId; readonly until: Date }
  | { readonly kind: 'account'; readonly user: SlackUserId; readonly status: AccountStatus; readonly readAt: Date }
  /** The ticket that the reason names, as its system answered. */
  | ({ readonly kind: 'ticket'; readonly system: TicketSystem; readonly ticket: string } & TicketReading);

export type Evidence = readonly EvidenceLine[];

const keyOf = (line: EvidenceLine): string =>
  line.kind === 'ticket'
    ? `${line.kind} ${line.system} ${line.ticket}`
    : `${line.kind} ${line.user} ${'of' in line ? line.of : ''}`;

/** Several pieces of evidence as one, each line once. */
export const joined = (...evidence: readonly Evidence[]): Evidence => [
  ...new Map(evidence.flat().map((line) => [keyOf(line), line])).values(),
];

/** The answer depends on user groups or schedules that cannot be read at the moment. */
export interface MembershipUnknown {
  readonly kind: 'membership_unknown';
  /** Ids of user groups, or `onCall:` and the name of a schedule. */
  readonly unread: readonly string[];
}

/** The answer to a question of authority. `unknown` never grants, and never ends the access of other users. */
export type Answer<Refusal, More = object> =
  | ({ readonly answer: 'yes'; readonly evidence: Evidence } & More)
  | { readonly answer: 'no'; readonly refusal: Refusal }
  | { readonly answer: 'unknown'; readonly refusal: MembershipUnknown };

export const yes = <More extends object>(evidence: Evidence, more: More) =>
  ({ answer: 'yes', evidence, ...more }) as const;

export const no = <const Refusal>(refusal: Refusal) => ({ answer: 'no', refusal }) as const;

export const unknown = (unread: readonly string[]) =>
  ({ answer: 'unknown', refusal: { kind: 'membership_unknown', unread } }) as const;
