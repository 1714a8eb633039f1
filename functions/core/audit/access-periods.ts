import { defined } from '../defined.ts';
import { endOf, type Request } from '../request/request.ts';

/** The access of one user to one role, past, current or future: one bar of the time line. */
export interface Holding {
  readonly requestId: string;
  readonly user: string;
  readonly sessionName: string;
  readonly role: string;
  readonly roleArn: string;
  readonly account: string;
  /** The name of the rule that the request was granted by, if it has one, and its place in the list then, from 0. */
  readonly rule?: string;
  readonly ruleIndex?: number;
  readonly from: Date;
  readonly until: Date;
  /** `open` as long as it can be used; else how it ended. */
  readonly ended: string;
  /** The user who ended it, if one did. */
  readonly endedBy?: string;
  /** Empty if no approval was required, and for an emergency. */
  readonly approvedBy: readonly string[];
  /** The user who requested it for the holder. */
  readonly requestedBy?: string;
  readonly emergency: boolean;
  /** Only for an emergency: what its review found. */
  readonly verdict?: 'justified' | 'not justified' | 'review pending';
  readonly reviewedBy?: string;
  readonly reviewedAt?: Date;
  readonly reviewNote?: string;
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

/** The review of an emergency, as the last fact about it says. A request of release 0.1.0 has it in its history. */
const reviewOf = ({ events }: Request): Pick<Holding, 'verdict' | 'reviewedBy' | 'reviewedAt' | 'reviewNote'> => {
  const facts = events.flatMap(({ fact, at }) =>
    fact.kind === 'imported'
      ? fact.history.map((old) => ({ at: new Date(old.at), fact: old.fact as Readonly<Record<string, unknown>> }))
      : [{ at, fact: fact as Readonly<Record<string, unknown>> }],
  );
  const reviewed = facts.findLast(({ fact }) => fact['kind'] === 'emergency_reviewed');
  if (reviewed === undefined) return { verdict: 'review pending' };
  const { by, wasRight, note } = reviewed.fact;
  return {
    verdict: wasRight === true ? 'justified' : 'not justified',
    reviewedBy: String(by),
    reviewedAt: reviewed.at,
    ...defined({ reviewNote: typeof note === 'string' && note !== '' ? note : undefined }),
  };
};

/** The access that a request gave, role by role; empty for a request that gave none. */
export const holdingsOf = (request: Request, now: Date): readonly Holding[] => {
  const span = spanOf(request, now);
  if (span === undefined) return [];
  return request.requested.roles
    .filter(({ arn }) => request.used.includes(arn))
    .map(({ name, arn, rule, ruleIndex }) => ({
      requestId: request.id,
      user: request.requested.by,
      sessionName: request.principal?.sessionName ?? '',
      role: name,
      roleArn: arn,
      account: rule.accountName,
      ...defined({ rule: rule.ruleName, ruleIndex }),
      ...span,
      ...defined({
        endedBy: request.status.kind === 'ended' ? request.status.by : undefined,
        requestedBy: request.requested.via,
      }),
      approvedBy: request.reviews.map(({ by, for: right }) => (right === undefined ? by : `${by} for ${right}`)),
      emergency: request.requested.emergency === true,
      ...(request.requested.emergency === true ? reviewOf(request) : {}),
      reason: request.requested.reason,
    }));
};
