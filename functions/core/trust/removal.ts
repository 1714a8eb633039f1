import { later } from '../time.ts';
import { arePoliciesEqual, POLICY_VERSION, type PolicyDocument, type Statement, valuesOf } from './documents.ts';
import { type Grant, isOpen } from './grant.ts';
import { currentDenials } from './guard-reading.ts';
import type { ObservedRole, ObservedUser, RoleStep, UserStep } from './observed.ts';
import { foreignTrust } from './packing.ts';
import { planRole } from './plan-role.ts';
import { type Hub, isOurUserPolicy } from './policy-names.ts';
import { admitNoOne, isOurs } from './statements.ts';

/** Access that is open in IAM. `until` is absent if a statement was edited so that it has no end. */
export interface OpenAccess {
  readonly until?: Date;
}

/** What removing a hub from one role or user needs. */
export interface RemovalPlan<Step> {
  readonly steps: readonly Step[];
  readonly open?: OpenAccess;
  /** The session guard has to stay until this time, because sessions of ended access may live until then. */
  readonly guardedUntil?: Date;
}

const NEVER = new Date(8_640_000_000_000_000);

const endOf = (statement: Statement): Date => {
  const ends = valuesOf(statement, 'DateLessThan', 'aws:CurrentTime').map((text) => Date.parse(text));
  return ends.length === 0 || ends.some(Number.isNaN) ? NEVER : new Date(Math.max(...ends));
};

const openAccess = (ends: readonly Date[], now: Date): { readonly open?: OpenAccess } => {
  const coming = ends.filter((end) => end > now);
  if (coming.length === 0) return {};
  const last = coming.reduce(later);
  return { open: last.getTime() === NEVER.getTime() ? {} : { until: last } };
};

/** The trust policy without our statements. IAM refuses an empty one, so a role that trusts no one else keeps a statement without our mark. */
const withoutOurs = ({ trust, roleArn }: ObservedRole, hub: Hub): PolicyDocument => {
  const foreign = foreignTrust(trust, hub);
  if (foreign.Statement.length > 0) return foreign;
  return { ...foreign, Version: POLICY_VERSION, Statement: [admitNoOne(roleArn)] };
};

/**
 * The writes that remove a hub from a role, as if its grants ended now. IAM alone is enough to know them: grants, if they
 * are known, make the dates of the guard exact. The guard is removed when no session can live any more.
 */
export const planRoleRemoval = (
  grants: readonly Grant[],
  observed: ObservedRole,
  hub: Hub,
  now: Date,
): RemovalPlan<RoleStep> => {
  const { roleArn } = observed;
  const ours = observed.trust.Statement.filter((statement) => isOurs(statement, hub));
  const open = openAccess(
    [
      ...ours.map(endOf),
      ...currentDenials(observed).flatMap(({ from }) => from ?? []),
      ...grants.filter((grant) => isOpen(grant, now)).map(({ endsAt }) => endsAt),
    ],
    now,
  );
  const ended = grants.map((grant) => (isOpen(grant, now) ? { ...grant, endsAt: now } : grant));
  const { steps, nextChangeAt } = planRole(ended, observed, { hub, terms: {} }, now);
  const kinds = new Set(steps.map(({ kind }) => kind));
  const isGuarded = kinds.has('put_guard') || (observed.guard !== undefined && !kinds.has('delete_guard'));
  if (isGuarded) return { steps, guardedUntil: nextChangeAt ?? now, ...open };

  const document = withoutOurs(observed, hub);
  return {
    steps: [
      ...(arePoliciesEqual(document, observed.trust) ? [] : [{ kind: 'put_trust', roleArn, document } as const]),
      ...steps.filter(({ kind }) => kind === 'delete_guard'),
    ],
    ...open,
  };
};

/** The writes that remove a hub from an IAM user. */
export const planUserRemoval = (observed: ObservedUser, hub: Hub, now: Date): RemovalPlan<UserStep> => {
  if (observed.kind === 'gone') return { steps: [] };
  const { userArn } = observed;
  const ours = Object.entries(observed.policies).filter(([policyName]) => isOurUserPolicy(policyName, hub));
  return {
    steps: ours.map(([policyName]) => ({ kind: 'delete_user_policy', userArn, policyName })),
    ...openAccess(
      ours.flatMap(([, { Statement }]) => Statement.map(endOf)),
      now,
    ),
  };
};
