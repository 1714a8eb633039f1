import type { Directory } from '../../core/authority/directory.ts';
import type { Catalog } from '../../core/catalog/catalog.ts';
import type { Grant } from '../../core/grant.ts';
import { isOpen, personKey } from '../../core/grant.ts';
import { recheckDecision } from '../../core/request/recheck.ts';
import type { Request } from '../../core/request/request.ts';
import { isClosed, isHeld } from '../../core/request/request.ts';
import { explainRecheckRefusal } from '../../core/text/explain.ts';
import { earlier } from '../../core/time.ts';
import type { DirectoryStore, GrantStore, Log, RequestStore, WakeQueue } from '../ports.ts';

interface Deps {
  readonly catalog: Catalog;
  readonly directory: Pick<DirectoryStore, 'read'>;
  readonly requests: Pick<RequestStore, 'getMany'>;
  readonly grants: Pick<GrantStore, 'endBy' | 'settle'>;
  readonly queue: WakeQueue;
  readonly log: Log;
}

/** IAM may be wordy, and items have to stay small. */
const MAX_WHY_CHARACTERS = 1000;

interface Judged {
  readonly judged: readonly Grant[];
  /** New ones whose decision hangs on user groups that are not known. */
  readonly undecided: readonly Grant[];
}

/** Whether a row is what its request decided: this role, this person, and no later end. */
const followsFrom = (grant: Grant, { asked, principal, status }: Request): boolean =>
  isHeld(status) &&
  principal !== undefined &&
  asked.roles.some(({ arn }) => arn === grant.roleArn) &&
  personKey(principal) === personKey(grant.principal) &&
  grant.startsAt >= status.startsAt &&
  grant.endsAt <= status.endsAt;

/**
 * Holds the rows of a role against the requests behind them, before IAM is touched: a row alone grants nothing. Those of
 * which it cannot be told yet stand apart.
 */
export const createJudge = ({ catalog, directory: directoryStore, requests, grants, queue, log }: Deps) => {
  /** A grant as the stored decision leaves it: ended with its request, refused when the decision no longer holds. */
  const judge = async (
    grant: Grant,
    request: Request | undefined,
    directory: Directory,
    now: Date,
  ): Promise<Grant | undefined> => {
    if (request === undefined || isClosed(request.status)) {
      const closedAt = request?.status.kind === 'ended' ? request.status.at : now;
      const endsAt = earlier(closedAt, grant.endsAt);
      await grants.endBy(grant.roleArn, grant.requestId, endsAt);
      return { ...grant, endsAt };
    }
    if (!followsFrom(grant, request)) {
      log.error('a grant does not follow from its request, and is ended', { role: grant.roleArn, request: request.id });
      // Refused rather than only ended: a wanted one that is gone would be added again.
      if (grant.state === 'wanted') return refuse(grant, 'What was stored is not what was decided. Ask again.', now);
      await grants.endBy(grant.roleArn, grant.requestId, now);
      return { ...grant, endsAt: earlier(now, grant.endsAt) };
    }
    if (grant.state !== 'wanted') return grant;
    const refusal = recheckDecision(request, { catalog, directory, now });
    if (refusal === undefined) return grant;
    // Groups are read from Slack by whoever follows the request; without them nothing is written for this one yet.
    if (refusal.kind === 'membership_unknown') return undefined;
    const { why, next } = explainRecheckRefusal(refusal);
    return refuse(grant, `${why} ${next}`, now);
  };

  const refuse = async (grant: Grant, reason: string, now: Date): Promise<Grant> => {
    const why = reason.slice(0, MAX_WHY_CHARACTERS);
    await grants.settle(grant, { state: 'refused', why, at: now });
    await queue.wake({ kind: 'request', id: grant.requestId });
    return { ...grant, state: 'refused', why, endsAt: earlier(now, grant.endsAt) };
  };

  const judgeAll = async (stored: readonly Grant[], now: Date): Promise<Judged> => {
    const open = stored.filter((grant) => isOpen(grant, now));
    if (open.length === 0) return { judged: stored, undecided: [] };
    const [found, directory] = await Promise.all([
      requests.getMany(open.map(({ requestId }) => requestId)),
      directoryStore.read(),
    ]);
    const byId = new Map(found.map((request) => [request.id, request]));
    const judged: Grant[] = [];
    const undecided: Grant[] = [];
    for (const grant of stored) {
      const outcome = open.includes(grant) ? await judge(grant, byId.get(grant.requestId), directory, now) : grant;
      if (outcome === undefined) undecided.push(grant);
      else judged.push(outcome);
    }
    return { judged, undecided };
  };

  return { judgeAll, refuse };
};
