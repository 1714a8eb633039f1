import { defined } from '../defined.ts';
import type { RoleArn } from '../names.ts';
import { isoSeconds, later } from '../time.ts';
import { startedBy } from './access-intervals.ts';
import type { CapacityRefusal } from './capacity.ts';
import {
  longestThatFits,
  oneOrMany,
  POLICY_VERSION,
  type PolicyDocument,
  policyChars,
  type Statement,
} from './documents.ts';
import { type Overflow, USER_INLINE_QUOTA_CHARS } from './observed.ts';
import { isOver, type UserEntry } from './user-access.ts';

/** A time in which a user may assume one role. */
export interface RoleTimeBox {
  readonly roleArn: RoleArn;
  /** Absent where the start has passed. */
  readonly startsAt?: Date;
  readonly endsAt: Date;
}

/**
 * Allows an IAM user to assume some roles, with their user name as session name. If a foreign statement trusts the
 * whole account, only this policy enforces the session name, which the guard relies on.
 */
export const allowAssume = (
  resources: readonly string[],
  { startsAt, endsAt }: Pick<RoleTimeBox, 'startsAt' | 'endsAt'>,
): Statement => ({
  Effect: 'Allow',
  Action: 'sts:AssumeRole',
  Resource: oneOrMany([...new Set(resources)].toSorted()),
  Condition: {
    StringEquals: { 'sts:RoleSessionName': '${aws:username}' },
    ...(startsAt && { DateGreaterThanEquals: { 'aws:CurrentTime': isoSeconds(startsAt) } }),
    DateLessThan: { 'aws:CurrentTime': isoSeconds(endsAt) },
  },
});

interface Form {
  /** The time until which a start counts as past. */
  readonly startedAt: Date;
  /** All roles whose access has started share one statement that ends at the latest end. */
  readonly isShared: boolean;
  /** Role ARNs are written as `arn:*:iam::…`: account ids are unique across partitions. */
  readonly isAnyPartition: boolean;
}

const documentOf = (statements: readonly Statement[]): PolicyDocument => ({
  Version: POLICY_VERSION,
  Statement: statements,
});

const inAnyPartition = (roleArn: RoleArn): string => roleArn.replace(/^arn:[^:]+:/, 'arn:*:');

const resourcesOf = (timeBoxes: readonly RoleTimeBox[], { isAnyPartition }: Form): readonly string[] =>
  timeBoxes.map(({ roleArn }) => (isAnyPartition ? inAnyPartition(roleArn) : roleArn));

/** Leaves out each time box that another time box of the same role covers. */
const withoutCovered = (timeBoxes: readonly RoleTimeBox[]): readonly RoleTimeBox[] =>
  timeBoxes.filter(
    (timeBox) =>
      !timeBoxes.some(
        (other) =>
          other !== timeBox &&
          other.roleArn === timeBox.roleArn &&
          other.startsAt === undefined &&
          (other.endsAt > timeBox.endsAt ||
            (+other.endsAt === +timeBox.endsAt &&
              (timeBox.startsAt !== undefined || timeBoxes.indexOf(other) < timeBoxes.indexOf(timeBox)))),
      ),
  );

/** Example: two roles until 13:00 and one until 14:00 are two statements; shared, one statement until 14:00. */
const statementsOf = (timeBoxes: readonly RoleTimeBox[], form: Form): readonly Statement[] => {
  const placed = withoutCovered(
    timeBoxes.map(({ roleArn, startsAt, endsAt }) =>
      startsAt === undefined || startsAt <= form.startedAt ? { roleArn, endsAt } : { roleArn, startsAt, endsAt },
    ),
  );
  const started = placed.filter(({ startsAt }) => startsAt === undefined);
  const exact = form.isShared ? placed.filter(({ startsAt }) => startsAt !== undefined) : placed;
  const groups = Map.groupBy(exact, ({ startsAt, endsAt }) => `${startsAt?.getTime() ?? ''}/${endsAt.getTime()}`);
  const isOneForAll = form.isShared && started.length > 0;
  return [
    ...(isOneForAll
      ? [allowAssume(resourcesOf(started, form), { endsAt: started.map(({ endsAt }) => endsAt).reduce(later) })]
      : []),
    ...[...groups.values()].map((group) => allowAssume(resourcesOf(group, form), group[0] as RoleTimeBox)),
  ];
};

/**
 * The inline policy of a user in the first form that fits: exact statements; one shared statement for all access that
 * has started; ARNs for any partition. If other policies grew, the access that starts last is left out. A future start
 * keeps its exact statement. `document` is absent if nothing is left to allow.
 */
export const packUserPolicy = (
  timeBoxes: readonly RoleTimeBox[],
  quotaChars: number,
  now: Date,
): { readonly document?: PolicyDocument; readonly overflow?: Overflow } => {
  const open = timeBoxes.filter((timeBox) => !isOver(timeBox, now));
  if (open.length === 0) return {};
  const exact: Form = { startedAt: now, isShared: false, isAnyPartition: false };
  const shared = { ...exact, isShared: true };
  const smallest = { startedAt: startedBy(now), isShared: true, isAnyPartition: true };
  const forms = [exact, shared, { ...shared, isAnyPartition: true }, smallest];
  const fits = (document: PolicyDocument): boolean => policyChars(document) <= quotaChars;
  const fitting = forms.map((form) => documentOf(statementsOf(open, form))).find(fits);
  if (fitting !== undefined) return { document: fitting };

  const overflow = { neededChars: policyChars(documentOf(statementsOf(open, smallest))), quotaChars };
  const ordered = open.toSorted((a, b) => Number(a.startsAt ?? 0) - Number(b.startsAt ?? 0));
  const document = longestThatFits(ordered, (some) => documentOf(statementsOf(some, smallest)), quotaChars);
  return { ...defined({ document }), overflow };
};

/** The most characters that some entries can need in the smallest form, if they end early in any order. */
export const userWorstCaseChars = (entries: readonly UserEntry[], now: Date): number => {
  const date = now;
  const parts = entries
    .filter((entry) => !isOver(entry, now))
    .map(({ startsAt, roles }) => ({
      startsAt: startsAt !== undefined && startsAt > startedBy(now) ? startsAt : undefined,
      resources: roles.filter(({ state }) => state !== 'refused').map(({ arn }) => inAnyPartition(arn)),
    }))
    .filter(({ resources }) => resources.length > 0);
  const started = parts.filter(({ startsAt }) => startsAt === undefined).flatMap(({ resources }) => resources);
  const coming = parts.filter(({ startsAt }) => startsAt !== undefined);
  const statements = [
    ...(started.length === 0 ? [] : [allowAssume(started, { endsAt: date })]),
    ...coming.map(({ resources, startsAt = date }) => allowAssume(resources, { startsAt, endsAt: date })),
  ];
  return statements.length === 0 ? 0 : policyChars(documentOf(statements));
};

/** Whether one more entry fits beside the reserved and open ones. */
export const refuseUserCapacity = (
  entries: readonly UserEntry[],
  wanted: UserEntry,
  otherChars: number,
  now: Date,
): CapacityRefusal | undefined => {
  const quotaChars = USER_INLINE_QUOTA_CHARS - otherChars;
  const charsWith = (count: number): number =>
    userWorstCaseChars([...entries, { ...wanted, roles: wanted.roles.slice(0, count) }], now);
  const neededChars = charsWith(wanted.roles.length);
  if (neededChars <= quotaChars) return undefined;
  const fittingRoles = [...wanted.roles.keys()].findLast((count) => charsWith(count) <= quotaChars) ?? 0;
  return { kind: 'does_not_fit', document: 'identity policy', neededChars, quotaChars, fittingRoles };
};
