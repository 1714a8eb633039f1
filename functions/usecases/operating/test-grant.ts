import type { Principal } from '../../core/catalog/catalog.ts';
import type { Grant } from '../../core/grant.ts';
import { parseRequestId } from '../../core/ids.ts';
import type { UserArn } from '../../core/names.ts';
import { explainGrantRefusal } from '../../core/text/explain.ts';
import { addSeconds, earlier, later } from '../../core/time.ts';
import { saysTheSame } from '../../core/trust/documents.ts';
import type { ObservedRole, ObservedUser } from '../../core/trust/observed.ts';
import { planRole } from '../../core/trust/plan-role.ts';
import { planUser } from '../../core/trust/plan-user.ts';
import type { Hub } from '../../core/trust/policy-names.ts';
import type { UserEntry } from '../../core/trust/user-access.ts';
import type { Clock, GrantStore, Iam, UserAccessStore } from '../ports.ts';

/** One promise, and what AWS said to it. */
export interface Check {
  readonly name:
    | 'closed_before'
    | 'written'
    | 'opens'
    | 'session_lives'
    | 'session_ends'
    | 'closed_after'
    | 'cleaned_up';
  readonly passed: boolean;
  readonly what: string;
  /** How long it took, where that is the question. */
  readonly seconds?: number;
}

export interface TestGrantDeps {
  readonly iam: Pick<Iam, 'observeRole' | 'observeUser' | 'apply'>;
  readonly hub: Hub;
  readonly grants: Pick<GrantStore, 'ofRole'>;
  readonly users: Pick<UserAccessStore, 'read'>;
  readonly clock: Clock;
}

const EVERY_MS = 1000;
const READ_BACKS = 10;

export const secondsBetween = (from: Date, to: Date): number => Math.round((to.getTime() - from.getTime()) / 100) / 10;

const managedUser = (principal: Principal): UserArn | undefined =>
  principal.kind === 'iam-user' && principal.identity === 'managed' ? principal.arn : undefined;

/** Both sides of the trust as just read; no user where their side is not ours to write. */
interface Sides {
  readonly role: ObservedRole;
  readonly user?: ObservedUser;
}

/** The request id of the grant of the test. */
export const TEST_ID = parseRequestId('f'.repeat(20));

const isOfTest = ({ requestId }: UserEntry): boolean => requestId === TEST_ID;

const entryOf = ({ requestId, by, principal, startsAt, endsAt, roleArn }: Grant): UserEntry => ({
  requestId,
  by,
  sessionName: principal.sessionName,
  startsAt,
  endsAt,
  roles: [{ arn: roleArn, state: 'wanted' }],
});

/** Writes a grant past the stores, reads it back, and removes it again. */
export const createTestGrant = ({ iam, hub, grants, users, clock }: TestGrantDeps) => {
  const observe = async (grant: Pick<Grant, 'roleArn' | 'principal'>): Promise<Sides> => {
    const user = managedUser(grant.principal);
    const role = await iam.observeRole(grant.roleArn);
    return user === undefined ? { role } : { role, user: await iam.observeUser(user) };
  };

  /** What the user's policy has to keep beside the grant of the test: one policy serves all roles of a user. */
  const otherEntries = async ({ principal }: Pick<Grant, 'principal'>): Promise<readonly UserEntry[]> => {
    const user = managedUser(principal);
    return user === undefined ? [] : (await users.read(user)).access.entries;
  };

  const planOf = (given: readonly Grant[], entries: readonly UserEntry[], { role, user }: Sides, now: Date) => {
    const roleSide = planRole(given, role, hub, now);
    const userSide = user === undefined ? undefined : planUser(entries, user, hub, now);
    return {
      steps: [...roleSide.steps, ...(userSide?.steps ?? [])],
      refusal: roleSide.refused[0]?.refusal ?? userSide?.refused.find(({ entry }) => isOfTest(entry))?.refusal,
    };
  };

  const write = async (grant: Grant, observed: Sides): Promise<Check> => {
    const begun = clock.now();
    const entries = [...(await otherEntries(grant)), entryOf(grant)];
    const plan = planOf([grant], entries, observed, begun);
    if (plan.refusal !== undefined) {
      const { why, next } = explainGrantRefusal(plan.refusal);
      return { name: 'written', passed: false, what: `The grant would not be taken: ${why} ${next}` };
    }
    for (const step of plan.steps) await iam.apply(step);
    for (let reads = 0; reads < READ_BACKS; reads += 1) {
      if (planOf([grant], entries, await observe(grant), begun).steps.length === 0)
        return {
          name: 'written',
          passed: true,
          what: `IAM shows all of ${plan.steps.length} writes.`,
          seconds: secondsBetween(begun, clock.now()),
        };
      await clock.pause(EVERY_MS);
    }
    return { name: 'written', passed: false, what: 'IAM does not show what was written to it.' };
  };

  /** Removes what was written, and checks that the role is as it was. */
  const cleanUp = async (grant: Grant, before: ObservedRole): Promise<Check> => {
    const standing = (await grants.ofRole(grant.roleArn)).grants;
    const others = await otherEntries(grant);
    const now = clock.now();
    const ended = { ...grant, endsAt: earlier(now, grant.endsAt) };
    // A grant that was closed long before it began leaves nothing, not even a guard for an hour.
    const startsAt = addSeconds(later(now, grant.endsAt), 3600);
    const neverBegun = { ...ended, startsAt, closedAt: now };
    for (const canary of [ended, neverBegun]) {
      const { steps } = planOf([...standing, canary], others, await observe(grant), now);
      for (const step of steps) await iam.apply(step);
    }
    const { role: after } = await observe(grant);
    const isAsBefore = saysTheSame(before.trust, after.trust) && saysTheSame(before.guard, after.guard);
    return isAsBefore || before.trust.Statement.length === 0
      ? { name: 'cleaned_up', passed: true, what: 'The role and the user are as they were.' }
      : {
          name: 'cleaned_up',
          passed: standing.length > 0,
          what: 'The trust policy is not as it was before; compare it with what it should be.',
        };
  };

  return { observe, write, cleanUp };
};
