import { defined } from '../../core/defined.ts';
import type { UserArn } from '../../core/names.ts';
import { canaryRefused, selftestChecks } from '../../core/text/cli/selftest.ts';
import { textOf } from '../../core/text/explain.ts';
import { explainGrantRefusal } from '../../core/text/explain-grant.ts';
import { addSeconds, earlier, later } from '../../core/time.ts';
import { arePoliciesEqual } from '../../core/trust/documents.ts';
import type { Grant } from '../../core/trust/grant.ts';
import type { ObservedRole, ObservedUser, Step } from '../../core/trust/observed.ts';
import { planRole } from '../../core/trust/plan-role.ts';
import { planUser } from '../../core/trust/plan-user.ts';
import type { UserEntry } from '../../core/trust/user-access.ts';
import type { Needs } from '../ports.ts';

/** The result of one check of the selftest. */
export interface Check {
  readonly name: keyof typeof selftestChecks;
  readonly passed: boolean;
  readonly what: string;
  readonly seconds?: number;
}

export const checkOf = (
  name: Check['name'],
  passed: boolean,
  { seconds, what = selftestChecks[name][passed ? 0 : 1] }: { seconds?: number | undefined; what?: string } = {},
): Check => ({ name, passed, what, ...defined({ seconds }) });

export const secondsBetween = (from: Date, to: Date): number =>
  Math.max(0, Math.round((to.getTime() - from.getTime()) / 100) / 10);

/** A grant that is written to IAM without the stores, on both sides of the trust. */
export interface Canary {
  readonly grant: Grant;
  /** Absent where the organization manages the user. */
  readonly user?: { readonly arn: UserArn; readonly entry: UserEntry };
}

/** Both sides as read from IAM. */
interface Seen {
  readonly role: ObservedRole;
  readonly user?: ObservedUser;
}

export type CanaryDeps = Needs<'iam' | 'hub' | 'clock', { grants: 'ofRole'; users: 'read' }>;

/** A role with conditions in the catalog is refused before, because a test cannot meet them. */
const NO_TERMS = {};
const READ_BACK_MS = 1000;
const READ_BACKS = 10;
/** Seconds before its start at which a grant counts as closed, so that nothing of it is kept. */
const NEVER_STARTED_SECONDS = 3600;

const policiesOf = (user: ObservedUser | undefined) => (user?.kind === 'present' ? user.policies : {});

const isAsBefore = (before: Seen, after: Seen): boolean => {
  const [then, now] = [policiesOf(before.user), policiesOf(after.user)];
  return (
    arePoliciesEqual(before.role.trust, after.role.trust) &&
    arePoliciesEqual(before.role.guard, after.role.guard) &&
    Object.keys({ ...then, ...now }).every((name) => arePoliciesEqual(then[name], now[name]))
  );
};

/** Writes a canary and removes it. Keeps the access of others on the role, and the other access of the user. */
export const createCanary = ({ iam, hub, grants, users, clock }: CanaryDeps, { grant, user }: Canary) => {
  const observe = async (): Promise<Seen> => ({
    role: await iam.observeRole(grant.roleArn),
    ...(user === undefined ? {} : { user: await iam.observeUser(user.arn) }),
  });

  /** The confirmed access of the user. The worker judges the rest. */
  const held = async (): Promise<readonly UserEntry[]> => {
    const entries = user === undefined ? [] : (await users.read(user.arn)).access.entries;
    return entries.map((entry) => ({ ...entry, roles: entry.roles.filter(({ state }) => state === 'confirmed') }));
  };

  const plan = (seen: Seen, wanted: readonly Grant[], entries: readonly UserEntry[], now: Date) => {
    const role = planRole(wanted, seen.role, { hub, terms: NO_TERMS }, now);
    const own = seen.user === undefined ? undefined : planUser(entries, seen.user, hub, now);
    return {
      steps: [...role.steps, ...(own?.steps ?? [])],
      refusal: role.refused[0]?.refusal ?? own?.refused.find(({ entry }) => entry === user?.entry)?.refusal,
    };
  };

  const apply = async (steps: readonly Step[]): Promise<void> => {
    for (const step of steps) await iam.apply(step);
  };

  const write = async (seen: Seen): Promise<Check> => {
    const startedAt = clock.now();
    const entries = user === undefined ? [] : [...(await held()), user.entry];
    const { steps, refusal } = plan(seen, [grant], entries, startedAt);
    if (refusal !== undefined)
      return checkOf('written', false, { what: canaryRefused(textOf(explainGrantRefusal(refusal))) });
    await apply(steps);
    for (let reads = 0; reads < READ_BACKS; reads += 1) {
      if (plan(await observe(), [grant], entries, startedAt).steps.length === 0)
        return checkOf('written', true, { seconds: secondsBetween(startedAt, clock.now()) });
      await clock.pause(READ_BACK_MS);
    }
    return checkOf('written', false);
  };

  const cleanUp = async (before: Seen): Promise<Check> => {
    const current = (await grants.ofRole(grant.roleArn)).grants;
    const now = clock.now();
    const ended = { ...grant, endsAt: earlier(now, grant.endsAt) };
    // A grant that was closed long before its start: nothing of it is kept, not even a guard for an hour.
    const startsAt = addSeconds(later(now, grant.endsAt), NEVER_STARTED_SECONDS);
    for (const one of [ended, { ...ended, startsAt, closedAt: now }])
      await apply(plan(await observe(), [...current, one], await held(), now).steps);
    if (isAsBefore(before, await observe()) || before.role.trust.Statement.length === 0)
      return checkOf('cleaned_up', true);
    return { ...checkOf('cleaned_up', false), passed: current.length > 0 };
  };

  return { observe, write, cleanUp };
};
