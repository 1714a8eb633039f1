import type { Request } from '../request/request.ts';

/** One role that somebody held, holds or will: one bar of the time line. */
export interface Holding {
  readonly requestId: string;
  readonly person: string;
  readonly sessionName: string;
  readonly role: string;
  readonly roleArn: string;
  readonly account: string;
  readonly from: Date;
  readonly until: Date;
  /** `open` as long as it can be used; else how it ended. */
  readonly ended: string;
  readonly approvedBy: readonly string[];
  readonly reason: string;
}

interface Span {
  readonly from: Date;
  readonly until: Date;
  readonly ended: string;
}

const spanOf = ({ status }: Request, now: Date): Span | undefined => {
  switch (status.kind) {
    case 'approved':
    case 'active': {
      const ended = status.endsAt <= now ? 'expired' : status.startsAt > now ? 'begins later' : 'open';
      return { from: status.startsAt, until: status.endsAt, ended };
    }
    case 'ended':
      return { from: status.startsAt, until: status.at, ended: status.reason };
    case 'failed':
      return status.startedAt === undefined ? undefined : { from: status.startedAt, until: status.at, ended: 'failed' };
    case 'pending':
    case 'denied':
    case 'cancelled':
    case 'lapsed':
      return undefined;
    default:
      return status satisfies never;
  }
};

/** What a request gave, role by role; nothing for one that never gave anything. */
export const holdingsOf = (request: Request, now: Date): readonly Holding[] => {
  const span = spanOf(request, now);
  if (span === undefined || span.until <= span.from) return [];
  return request.asked.roles
    .filter(({ arn }) => request.used.includes(arn))
    .map(({ name, arn, rule }) => ({
      requestId: request.id,
      person: request.asked.by,
      sessionName: request.principal?.sessionName ?? '',
      role: name,
      roleArn: arn,
      account: rule.accountName,
      ...span,
      approvedBy: request.reviews.map(({ by }) => by),
      reason: request.asked.reason,
    }));
};
