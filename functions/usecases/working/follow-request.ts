import { schedulesIn, whosOf } from '../../core/authority/on-call.ts';
import type { Catalog, Who } from '../../core/catalog/catalog.ts';
import type { Grant } from '../../core/grant.ts';
import type { RequestId } from '../../core/ids.ts';
import type { SlackUserId } from '../../core/names.ts';
import { grantsOf } from '../../core/request/ask.ts';
import { remindOfReview, withReviewOwed } from '../../core/request/emergency.ts';
import { end, fail, lapse } from '../../core/request/end.ts';
import type { RequestFact } from '../../core/request/facts.ts';
import { lockedDown } from '../../core/request/lockdown.ts';
import { isOnCard } from '../../core/request/notice.ts';
import { recheckDecision, recheckHolder } from '../../core/request/recheck.ts';
import type { EndReason, Part, Request } from '../../core/request/request.ts';
import { endOf, isClosed, isHeld, moved, withEvent } from '../../core/request/request.ts';
import { hasWhatItExtends } from '../../core/request/review.ts';
import { remindOrEscalate } from '../../core/request/waiting.ts';
import { explainRecheckRefusal } from '../../core/text/explain.ts';
import { changeRequest } from '../change-request.ts';
import type { DirectoryStore, GrantStore, OnCall, RequestStore, WakeQueue } from '../ports.ts';
import { readOnce } from '../read-once.ts';
import { readPeople } from '../read-people.ts';
import { readSchedules } from '../read-schedules.ts';
import { createKeepRecord } from './keep-record.ts';
import { createPrepare } from './prepare.ts';
import { createTell } from './tell.ts';
import { createWakeHomes } from './wake-homes.ts';

type Deps = Parameters<typeof createPrepare>[0] &
  Parameters<typeof createTell>[0] &
  Parameters<typeof createKeepRecord>[0] & {
    readonly catalog: Catalog;
    readonly directory: DirectoryStore;
    readonly requests: RequestStore;
    readonly grants: GrantStore;
    readonly queue: WakeQueue;
    readonly onCall: OnCall;
  };

const groupsIn = (who: readonly Who[]) => who.flatMap((one) => (one.kind === 'group' ? [one.id] : []));

/** A request as the answers of its roles leave it: each part told once, active as soon as one role can be used. */
const withParts = (request: Request, rows: readonly (Grant | undefined)[], now: Date): Request => {
  const { status } = request;
  if (status.kind !== 'approved' && status.kind !== 'active') return request;
  let next = request;
  const parts = status.parts.map((part): Part => {
    const row = rows.find((grant) => grant?.roleArn === part.arn);
    const name = request.asked.roles.find(({ arn }) => arn === part.arn)?.name;
    if (part.kind !== 'waiting' || row === undefined || row.state === 'wanted' || name === undefined) return part;
    const { arn } = part;
    if (row.state === 'confirmed') {
      next = withEvent(next, { kind: 'part_confirmed', arn, name }, now);
      return { arn, kind: 'confirmed' };
    }
    const why = row.why ?? 'It could not be written.';
    // A single role that fails is told as the failure of the request.
    if (status.parts.length > 1) next = withEvent(next, { kind: 'part_refused', arn, name, why }, now);
    return { arn, kind: 'refused', why };
  });
  const refused = parts.filter((part) => part.kind === 'refused');
  if (refused.length === parts.length) return fail(next, [...new Set(refused.map(({ why }) => why))].join(' '), now);
  const settled = { ...next, status: { ...status, parts } };
  const isUsable = parts.some(({ kind }) => kind === 'confirmed');
  if (status.kind === 'active' || !isUsable) return settled;
  const owing = withReviewOwed(settled, now);
  return moved(owing, { ...status, kind: 'active', activeAt: now, parts }, { kind: 'activated' }, now);
};

/** The holder is told once that the end comes, and not at all where another request has moved it. */
const withoutReminder = (request: Request, now: Date, instead?: RequestFact): Request => {
  if (!isHeld(request.status)) return request;
  const { remindAt: _, ...status } = request.status;
  return withEvent({ ...request, status }, instead ?? { kind: 'ends_soon', endsAt: status.endsAt }, now);
};

/** The requests that are one time box with this one: what it extends, and what extends it. */
const linkedTo = ({ asked, events }: Request): readonly RequestId[] => [
  ...(asked.extends === undefined ? [] : [asked.extends.request]),
  ...events.flatMap(({ fact }) => (fact.kind === 'extended' ? [fact.request] : [])),
];

const isUntold = ({ handledEvents, drawnEvents, events }: Request): boolean =>
  Math.min(handledEvents, drawnEvents) < events.length;

/**
 * Brings one request as far as it can go now: prepared, carried out, ended, told. Safe to run twice, late, or for no
 * reason; runs for one request never overlap, since the queue keeps each request in its own group.
 */
export const createFollowRequest =
  (deps: Deps) =>
  (id: RequestId): Promise<void> =>
    createRun({ ...deps, directory: readOnce(deps.directory) })(id);

const createRun = (deps: Deps) => {
  const { requests, grants, queue, catalog, clock } = deps;
  const prepare = createPrepare(deps);
  const tell = createTell(deps);
  const wakeHomes = createWakeHomes(deps);
  const keepRecord = createKeepRecord(deps);

  /** The decision once more, with the people just read from Slack: the check before IAM is touched. */
  const whyNotToCarryOut = async (request: Request): Promise<string | undefined> => {
    const { by: holder, via = holder } = request.asked;
    const people = [holder, via, ...request.reviews.map(({ by }) => by)];
    const groups = request.asked.roles.flatMap(({ name }) => {
      const rule = catalog.roles[name];
      return rule === undefined ? [] : groupsIn(whosOf(rule));
    });
    const read = await readPeople(deps, people, groups);
    const schedules = schedulesIn(request.asked.roles.flatMap(({ name, rule }) => whosOf(catalog.roles[name] ?? rule)));
    const directory = schedules.length === 0 ? read : await readSchedules(deps, read, schedules);
    const refusal = recheckDecision(request, { catalog, directory, now: clock.now() });
    if (refusal === undefined) {
      const { extends: extension } = request.asked;
      const extended = extension === undefined ? undefined : await requests.get(extension.request);
      return hasWhatItExtends(request, extended) ? undefined : 'What this would have extended has ended in between.';
    }
    const { why, next } = explainRecheckRefusal(refusal);
    return `${why} ${next}`;
  };

  /** What nobody may keep any more: in a lockdown, or because they, their identity or the role are not what they were. */
  const whatWasLost = async (request: Request, now: Date): Promise<Request | undefined> => {
    const directory = await deps.directory.read();
    if (directory.lockdown?.isOn === true) return lockedDown(request, directory.lockdown, now);
    if (request.status.kind !== 'active' || request.status.endsAt <= now) return undefined;
    const refusal = recheckHolder(request, { catalog, directory });
    return refusal === undefined
      ? undefined
      : end(request, 'offboarded', undefined, now, explainRecheckRefusal(refusal).why);
  };

  const step = async (request: Request): Promise<Request | undefined> => {
    const now = clock.now();
    const { status } = request;
    const lost = isClosed(status) ? undefined : await whatWasLost(request, now);
    if (lost !== undefined) return lost;
    if (status.kind === 'pending') {
      if (status.lapsesAt <= now) return lapse(request, now);
      return isOnCard(request) ? remindOrEscalate(request, now) : prepare(request);
    }
    const isReviewOwed = request.reviewOwed !== undefined && request.reviewOwed.remindAt <= now;
    if (!isHeld(status)) return isReviewOwed ? remindOfReview(request, now) : undefined;
    if (status.endsAt <= now) return end(request, 'expired', undefined, now);
    if (isReviewOwed) return remindOfReview(request, now);
    if (status.remindAt !== undefined && status.remindAt <= now) return withoutReminder(request, now);
    const waiting = status.parts.filter(({ kind }) => kind === 'waiting');
    if (waiting.length === 0) return undefined;
    const rows = await Promise.all(waiting.map(({ arn }) => grants.get(arn, request.id)));
    const next = withParts(request, rows, now);
    if (next.events.length > request.events.length) return next;
    if (rows.every((row) => row === undefined)) {
      const why = await whyNotToCarryOut(request);
      if (why !== undefined) return fail(request, why, now);
    }
    return undefined;
  };

  /** What a state means for the roles; safe to repeat. Answers whether what is stored can be told as true by now. */
  const reachRoles = async (request: Request): Promise<boolean> => {
    const { status } = request;
    const isHeld = status.kind === 'approved' || status.kind === 'active';
    if (isHeld) {
      const waiting = new Set(status.parts.filter(({ kind }) => kind === 'waiting').map(({ arn }) => arn));
      for (const grant of grantsOf(request, status).filter(({ roleArn }) => waiting.has(roleArn))) {
        await grants.add(grant);
        await queue.wake({ kind: 'role', arn: grant.roleArn });
      }
      return true;
    }
    const endedAt = endOf(status);
    if (endedAt === undefined || !isUntold(request)) return true;
    let isClosed = true;
    for (const { arn } of request.asked.roles) {
      const row = await grants.get(arn, request.id);
      if (row === undefined || (row.closedAt !== undefined && row.endsAt <= endedAt)) continue;
      if (row.endsAt > endedAt) await grants.endBy(arn, request.id, endedAt);
      await queue.wake({ kind: 'role', arn });
      isClosed = false;
    }
    // An end by the clock stands in IAM since the beginning; an early one is told once it stands there too.
    return isClosed || status.kind !== 'ended' || status.reason === 'expired';
  };

  /**
   * Tells what was extended that its end is none. Where it was ended early in the meantime, this ends with it:
   *
   *   holder    ends A                                    ends A
   *   worker    follows B: A is ended, ends B       or    follows B: links A and B     follows A: ends B with it
   */
  const linkExtended = async (request: Request): Promise<Request> => {
    const { status, asked, id } = request;
    if (status.kind !== 'active' || asked.extends === undefined || !isUntold(request)) return request;
    const { endsAt } = status;
    const linked = await changeRequest(requests, asked.extends.request, (before) => {
      const isLinked = linkedTo(before).includes(id);
      if (isLinked || !isHeld(before.status)) return { outcome: before.status };
      const fact = { kind: 'extended', request: id, endsAt } as const;
      return { outcome: before.status, next: withoutReminder(before, clock.now(), fact) };
    });
    if (linked !== undefined) await queue.wake({ kind: 'request', id: linked.request.id });
    const before = linked?.outcome;
    if (before?.kind !== 'ended' || before.reason === 'expired') return request;
    return endWith(id, before.reason, before.by);
  };

  const endWith = async (id: RequestId, reason: EndReason, by: SlackUserId | undefined): Promise<Request> => {
    const changed = await changeRequest(requests, id, (current) =>
      isHeld(current.status)
        ? { outcome: undefined, next: end(current, reason, by, clock.now()) }
        : { outcome: undefined },
    );
    if (changed === undefined) throw new Error(`request ${id} is not stored any more`);
    return changed.request;
  };

  /** What was extended is held as one, so whatever ends a part of it before its time ends all of it. */
  const endLinked = async (request: Request): Promise<void> => {
    const { status } = request;
    if (status.kind !== 'ended' || status.reason === 'expired' || !isUntold(request)) return;
    for (const linked of await requests.getMany(linkedTo(request))) {
      if (!isHeld(linked.status)) continue;
      await endWith(linked.id, status.reason, status.by);
      await queue.wake({ kind: 'request', id: linked.id });
    }
  };

  return async (id: RequestId): Promise<void> => {
    const changed = await changeRequest(requests, id, async (request) => {
      const next = await step(request);
      return next === undefined ? { outcome: undefined } : { outcome: undefined, next };
    });
    if (changed === undefined) return;
    const request = await linkExtended(changed.request);
    await endLinked(request);
    const isReached = await reachRoles(request);
    // Before anybody is told, and whether or not Slack can be.
    if (isUntold(request)) await keepRecord(request);
    // Whoever closes the role wakes the request again.
    if (!isReached) return;
    await tell(request);
    if (isUntold(request)) await wakeHomes(request);
  };
};
