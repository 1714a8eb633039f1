import { defined } from '../defined.ts';
import { nameOf, type RoleArn } from '../names.ts';
import { earliest } from '../time.ts';
import { arePoliciesEqual, type PolicyDocument, policyChars, valuesOf } from './documents.ts';
import type { GrantRefusal } from './grant-refusal.ts';
import { type ObservedUser, type Overflow, USER_INLINE_QUOTA_CHARS, type UserStep } from './observed.ts';
import { accessPolicyName, type Hub, isOurUserPolicy, legacyPolicyName } from './policy-names.ts';
import { refusalKeptUntil } from './retention.ts';
import { isOver, type UserEntry } from './user-access.ts';
import { packUserPolicy, type RoleTimeBox, refuseUserCapacity } from './user-policy.ts';

export interface RefusedRole {
  readonly entry: UserEntry;
  readonly roleArn: RoleArn;
  readonly refusal: GrantRefusal;
}

export interface UserPlan {
  /** A policy of release 0.1.0 is deleted only after the packed policy replaces it. */
  readonly steps: readonly UserStep[];
  readonly refused: readonly RefusedRole[];
  /** Entries that can be deleted after the steps, because IAM then contains nothing of them. */
  readonly finished: readonly UserEntry[];
  /** Other policies grew, so that the packed policy lacks roles. Until it fits, no wanted role is confirmed. */
  readonly overflow?: Overflow;
  /** The next time at which the policies have to change without a new decision. */
  readonly nextChangeAt?: Date;
  /** Characters of all other inline policies after the steps, including remaining policies of release 0.1.0. */
  readonly otherChars: number;
}

type PresentUser = Extract<ObservedUser, { kind: 'present' }>;

/** An inline policy of release 0.1.0, for one role. */
interface Legacy {
  readonly policyName: string;
  readonly document: PolicyDocument;
  /** Absent if no entry names the role. */
  readonly roleArn?: RoleArn;
}

const charsOf = (policies: readonly { readonly document: PolicyDocument }[]): number =>
  policies.reduce((sum, { document }) => sum + policyChars(document), 0);

/** When the last statement of a legacy policy ends; undefined if one never does. */
const lastEndOf = ({ document }: Legacy): Date | undefined => {
  const ends = document.Statement.map((statement) =>
    Date.parse(valuesOf(statement, 'DateLessThan', 'aws:CurrentTime')[0] ?? ''),
  );
  const last = Math.max(0, ...ends);
  return Number.isNaN(last) ? undefined : new Date(last);
};

const legacyPoliciesOf = ({ policies }: PresentUser, entries: readonly UserEntry[], hub: Hub): readonly Legacy[] => {
  const named = entries.flatMap(({ roles }) => roles).filter(({ state }) => state !== 'reserved');
  const roleOf = new Map(named.map(({ arn }) => [legacyPolicyName(arn), arn]));
  return Object.entries(policies)
    .filter(([policyName]) => isOurUserPolicy(policyName, hub) && policyName !== accessPolicyName(hub))
    .map(([policyName, document]) => {
      const roleArn = roleOf.get(policyName);
      return { policyName, document, ...defined({ roleArn }) };
    });
};

const timeBoxesOf = (entry: UserEntry, now: Date): readonly RoleTimeBox[] => {
  const { startsAt, endsAt, roles } = entry;
  if (endsAt === undefined || isOver(entry, now)) return [];
  return roles.map(({ arn: roleArn }) => ({ roleArn, endsAt, ...defined({ startsAt }) }));
};

/** Admits wanted roles that fit beside the confirmed ones. */
const admitRoles = (
  entries: readonly UserEntry[],
  observed: ObservedUser,
  otherChars: number,
  now: Date,
): { readonly timeBoxes: readonly RoleTimeBox[]; readonly refused: readonly RefusedRole[] } => {
  const open = entries.filter((entry) => entry.endsAt !== undefined && !isOver(entry, now));
  const admitted = new Map(
    open.map((entry) => [entry, { ...entry, roles: entry.roles.filter(({ state }) => state === 'confirmed') }]),
  );
  const refused: RefusedRole[] = [];
  const { userArn } = observed;
  const refuse = (entry: UserEntry, more: UserEntry): GrantRefusal | undefined => {
    if (observed.kind === 'gone') return { kind: 'no_such_user', userArn };
    if (observed.userName !== nameOf(userArn))
      return { kind: 'user_name_differs', userArn, userName: observed.userName };
    const others = [...admitted].flatMap(([one, own]) => (one === entry ? [] : [own]));
    return refuseUserCapacity(others, more, otherChars, now);
  };
  for (const entry of open.toSorted((a, b) => (a.requestId < b.requestId ? -1 : 1)))
    for (const role of entry.roles.filter(({ state }) => state === 'wanted')) {
      const more = { ...entry, roles: [...(admitted.get(entry)?.roles ?? []), role] };
      const refusal = refuse(entry, more);
      if (refusal === undefined) admitted.set(entry, more);
      else refused.push({ entry, roleArn: role.arn, refusal });
    }
  return { timeBoxes: [...admitted.values()].flatMap((entry) => timeBoxesOf(entry, now)), refused };
};

const isFinished = (entry: UserEntry, now: Date): boolean => {
  const { endsAt, roles } = entry;
  if (endsAt === undefined || !isOver(entry, now)) return false;
  return roles.every(({ state }) => state !== 'refused') || refusalKeptUntil(endsAt) <= now;
};

/** Moves roles from policies of release 0.1.0 into the packed policy, a few at a time if the quota requires it. */
const migrate = (
  timeBoxes: readonly RoleTimeBox[],
  moving: readonly Legacy[],
  capacityChars: number,
  put: (document: PolicyDocument | undefined) => void,
  remove: (policy: Legacy) => void,
  now: Date,
): Overflow | undefined => {
  let left = moving;
  while (left.length > 0) {
    const packWithout = (others: readonly Legacy[]) => {
      const names = new Set(others.map(({ roleArn }) => roleArn));
      return packUserPolicy(
        timeBoxes.filter(({ roleArn }) => !names.has(roleArn)),
        capacityChars - charsOf(left),
        now,
      );
    };
    const counts = left.map((_, index) => left.length - index);
    const most = counts.find((count) => packWithout(left.slice(count)).overflow === undefined) ?? 0;
    const packed = packWithout(left.slice(most));
    put(packed.document);
    if (most === 0) return packWithout([]).overflow;
    for (const policy of left.slice(0, most)) remove(policy);
    left = left.slice(most);
  }
  const packed = packUserPolicy(timeBoxes, capacityChars, now);
  put(packed.document);
  return packed.overflow;
};

/** The writes that make the policies of one IAM user match the entries. Foreign policies are never changed. */
export const planUser = (entries: readonly UserEntry[], observed: ObservedUser, hub: Hub, now: Date): UserPlan => {
  const finished = entries.filter((entry) => isFinished(entry, now));
  if (observed.kind === 'gone')
    return { steps: [], refused: admitRoles(entries, observed, 0, now).refused, finished, otherChars: 0 };

  const { userArn } = observed;
  const legacy = legacyPoliciesOf(observed, entries, hub);
  const isPast = (policy: Legacy): boolean => {
    const end = lastEndOf(policy);
    return end !== undefined && end <= now;
  };
  const kept = legacy.filter((policy) => policy.roleArn === undefined && !isPast(policy));
  const otherChars = observed.otherChars + charsOf(kept);
  const { timeBoxes, refused } = admitRoles(entries, observed, otherChars, now);
  const moving = legacy.filter(
    (policy) => !isPast(policy) && timeBoxes.some(({ roleArn }) => roleArn === policy.roleArn),
  );

  const policyName = accessPolicyName(hub);
  const steps: UserStep[] = [];
  const remove = (policy: Legacy): void => {
    steps.push({ kind: 'delete_user_policy', userArn, policyName: policy.policyName });
  };
  let current: PolicyDocument | undefined = observed.policies[policyName];
  const put = (document: PolicyDocument | undefined): void => {
    if (arePoliciesEqual(document, current)) return;
    if (document === undefined) steps.push({ kind: 'delete_user_policy', userArn, policyName });
    else steps.push({ kind: 'put_user_policy', userArn, policyName, document });
    current = document;
  };
  for (const policy of legacy.filter((one) => !kept.includes(one) && !moving.includes(one))) remove(policy);
  const overflow = migrate(timeBoxes, moving, USER_INLINE_QUOTA_CHARS - otherChars, put, remove, now);

  const nextChangeAt = earliest([...timeBoxes.map(({ endsAt }) => endsAt), ...kept.map(lastEndOf)]);
  return { steps, refused, finished, ...defined({ overflow, nextChangeAt }), otherChars };
};
