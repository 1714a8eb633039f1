import {
  type Answers,
  allOf,
  certainly,
  EITHER,
  identityOf,
  isAmong,
  isPossible,
  isSameUser,
  mayApprove,
  NO,
  type Snapshot,
  YES,
} from './answers.ts';
import type { Requested, Rule, Second } from './outside-events.ts';
import type { Grant, Tracked } from './tracked.ts';

/** "... for the longest session that the role allowed, plus five minutes." */
export const SESSION_SECONDS = 60 * 60;
export const RETENTION_SECONDS = SESSION_SECONDS + 5 * 60;

/** The rule of a role, if "the role exists in the catalog under the same ARN". */
const ruleOf = (role: string, roleArn: string, { catalog }: Snapshot): Rule | undefined => {
  const rule = catalog.roles[role];
  return rule?.arn === roleArn ? rule : undefined;
};

/** "The holder (and the requester) may request the access", and the rule allows an emergency. */
export const mayRequest = (
  request: Requested,
  role: string,
  roleArn: string,
  snapshot: Snapshot,
  at: Second,
): Answers => {
  const rule = ruleOf(role, roleArn, snapshot);
  if (rule === undefined) return NO;
  const { requester, holder } = request;
  if (request.isEmergency) {
    const { emergency } = rule;
    const length = 'seconds' in request.wants ? request.wants.seconds : request.wants.until - request.clock;
    if (emergency === undefined || requester !== holder || request.from !== undefined) return NO;
    return allOf(certainly(length <= emergency.longestSeconds), isAmong(emergency.requesters, holder, snapshot, at));
  }
  if (request.extends !== undefined)
    return allOf(
      certainly(requester === holder && rule.extension !== undefined),
      isAmong(rule.requesters, holder, snapshot, at),
    );
  const own = isAmong(rule.requesters, holder, snapshot, at);
  if (requester === holder) return own;
  return allOf(
    own,
    isAmong(rule.requesters, requester, snapshot, at),
    isAmong(rule.onBehalfOf ?? {}, requester, snapshot, at),
  );
};

const lasts = ({ box }: Tracked): number => (box === undefined ? 0 : box.end.first - box.start.last);

/** The number of approvals that a role of a request needs. "An emergency is never extended without approval." */
export const approvalsNeeded = (
  { request, requestedUnder, isOfEmergency }: Tracked,
  grant: Grant,
  snapshot: Snapshot,
): number => {
  const now = ruleOf(grant.role, grant.roleArn, snapshot);
  const then = ruleOf(grant.role, grant.roleArn, requestedUnder);
  if (request.isEmergency) return 0;
  const isExtension = request.extends !== undefined && !isOfEmergency;
  if (isExtension && now?.extension?.isAutomatic && then?.extension?.isAutomatic) return 0;
  return Math.max(now?.approvals ?? 0, then?.approvals ?? 0);
};

/** "Two Slack accounts with the same AWS identity count as one user." */
const usersIn = (approvals: Tracked['approvals'], snapshot: Snapshot): Tracked['approvals'] =>
  approvals.filter(({ by }, index) => approvals.findIndex((other) => isSameUser(by, other.by, snapshot)) === index);

/** "Every counted approval would count today; none is missing; the duration is allowed." */
const isStillApproved = (one: Tracked, grant: Grant, snapshot: Snapshot, at: Second): Answers => {
  const rule = ruleOf(grant.role, grant.roleArn, snapshot);
  if (rule === undefined) return NO;
  const isLengthAllowed =
    one.request.extends !== undefined || one.request.isEmergency === true || lasts(one) <= rule.longestSeconds;
  const needed = approvalsNeeded(one, grant, snapshot);
  const counted = one.approvals.filter(
    ({ by }) => one.grants.length === 1 || isPossible(mayApprove(by, one.request, rule, one.requestedUnder, at), 'yes'),
  );
  return allOf(
    certainly(isLengthAllowed && usersIn(counted, snapshot).length >= needed),
    ...counted.map(({ by }) => mayApprove(by, one.request, rule, snapshot, at)),
  );
};

/** "The base of an extension is held, role by role, or has expired by the clock." */
const isBaseHeld = (base: Tracked | undefined, extension: Tracked): Answers => {
  if (base?.box === undefined) return NO;
  if (base.end?.isCertain) return NO;
  const extended = base.grants.filter(({ roleArn }) => extension.grants.some((grant) => grant.roleArn === roleArn));
  if (extended.some(({ closedAt }) => closedAt !== undefined)) return NO;
  const isDoubtful = base.end !== undefined || extended.some((grant) => grant.canBeClosed || !grant.isOpened);
  return isDoubtful ? EITHER : YES;
};

export interface Surroundings {
  readonly snapshot: Snapshot;
  readonly at: Second;
  readonly isLockedDown: boolean;
  readonly openToAll: ReadonlySet<string>;
  readonly tracked: readonly Tracked[];
}

/** The preconditions of access that is held. */
export const isHeldPossible = (one: Tracked, grant: Grant, around: Surroundings): Answers => {
  const { snapshot, tracked, isLockedDown } = around;
  const { request, identity } = one;
  if (isLockedDown) return NO;
  // An earlier end or change of an unreadable request is unknown to the bot.
  if (!one.isReadable) return EITHER;
  if (one.isOver || one.end?.isCertain || !one.isIntact) return NO;
  const base = tracked.find(({ request: { id } }) => id === request.extends);
  return allOf(
    one.end === undefined ? YES : EITHER,
    certainly(ruleOf(grant.role, grant.roleArn, snapshot) !== undefined),
    certainly(!snapshot.outsiders.includes(request.holder)),
    certainly(identity !== undefined && identityOf(request.holder, snapshot)?.arn === identity),
    request.extends === undefined ? YES : isBaseHeld(base, one),
  );
};

/** Whether a foreign statement could admit the holder without the conditions of the role. */
const isBypassed = (
  one: Tracked,
  { role, roleArn }: Grant,
  snapshot: Snapshot,
  openToAll: ReadonlySet<string>,
): boolean =>
  ruleOf(role, roleArn, snapshot)?.network !== undefined &&
  (one.isOfBreakGlassAccount || (one.isOfOpenAccount && openToAll.has(roleArn)));

/** "Until then, a grant on that role to another user with the same session name is refused." */
const isNameFree = (one: Tracked, grant: Grant, { tracked, at }: Surroundings): Answers => {
  const others = tracked.filter(
    ({ identity, sessionName, grants }) =>
      sessionName === one.sessionName &&
      identity !== one.identity &&
      grants.some((other) => other.roleArn === grant.roleArn),
  );
  const answers = others.map((other): Answers => {
    const theirs = other.grants.find(({ roleArn }) => roleArn === grant.roleArn);
    const until = (theirs?.closedAt ?? other.box?.end.first ?? 0) + RETENTION_SECONDS;
    // "If the grant was deleted from the table or changed outside the bot, its session name does not block another grant."
    if (theirs?.isOpened && at < until && other.isRowIntact && !other.isRowLost) return ['no', 'unknown'];
    return other.box === undefined ? YES : ['yes', 'no', 'unknown'];
  });
  return allOf(...answers);
};

/** The preconditions of opening: those of held access, and those of the decision. */
export const isOpeningPossible = (one: Tracked, grant: Grant, around: Surroundings): Answers => {
  const { snapshot, at } = around;
  return allOf(
    one.validity,
    one.isReadable ? YES : ['no', 'unknown'],
    isHeldPossible(one, grant, around),
    mayRequest(one.request, grant.role, grant.roleArn, snapshot, at),
    isStillApproved(one, grant, snapshot, at),
    isNameFree(one, grant, around),
    // "If a foreign statement admits the holder's whole account ..., the role is refused to holders whose own side the bot does not write."
    one.isNameFree && around.openToAll.has(grant.roleArn) ? ['no', 'unknown'] : YES,
    // "A foreign statement that could admit the holder without the conditions makes the bot refuse the role."
    isBypassed(one, grant, snapshot, around.openToAll) ? ['no', 'unknown'] : YES,
  );
};

/** Whether every role has enough approvals. Each approval may use data from up to 15 minutes ago. */
export const isApproved = (one: Tracked, recent: readonly Snapshot[], snapshot: Snapshot, at: Second): Answers =>
  allOf(
    ...one.grants.map((grant) => {
      const rule = ruleOf(grant.role, grant.roleArn, snapshot);
      if (rule === undefined) return NO;
      const needed = approvalsNeeded(one, grant, snapshot);
      const counts = usersIn(one.approvals, snapshot).map(({ by }) => {
        const answers = [snapshot, ...recent].map((seen) => mayApprove(by, one.request, rule, seen, at));
        return [...new Set(answers.flat())] as Answers;
      });
      const sure = counts.filter((answers) => answers.every((answer) => answer === 'yes')).length;
      const possible = counts.filter((answers) => isPossible(answers, 'yes')).length;
      return sure >= needed ? YES : possible >= needed ? EITHER : NO;
    }),
  );
