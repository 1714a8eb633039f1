import { endOf, type Request } from '../request/request.ts';

/** The access of one user to one role, past, current or future: one bar of the time line. */
export interface Holding {
  readonly requestId: string;
  readonly user: string;
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

/** The time in which a request gave access; undefined for one that never did. */
const spanOf = ({ status }: Request, now: Date): Pick<Holding, 'from' | 'until' | 'ended'> | undefined => {
  const until = endOf(status);
  const from = status.kind === 'failed' ? status.startedAt : 'startsAt' in status ? status.startsAt : undefined;
  if (from === undefined || until === undefined || until <= from) return undefined;
  if (status.kind === 'ended') return { from, until, ended: status.reason };
  if (status.kind === 'failed') return { from, until, ended: 'failed' };
  return { from, until, ended: until <= now ? 'expired' : from > now ? 'begins later' : 'open' };
};

/** The access that a request gave, role by role; empty for a request that gave none. */
export const holdingsOf = (request: Request, now: Date): readonly Holding[] => {
  const span = spanOf(request, now);
  if (span === undefined) return [];
  return request.requested.roles
    .filter(({ arn }) => request.used.includes(arn))
    .map(({ name, arn, rule }) => ({
      requestId: request.id,
      user: request.requested.by,
      sessionName: request.principal?.sessionName ?? '',
      role: name,
      roleArn: arn,
      account: rule.accountName,
      ...span,
      approvedBy: request.reviews.map(({ by }) => by),
      reason: request.requested.reason,
    }));
};
