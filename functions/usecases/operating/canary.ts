import type { UserArn } from '../../core/names.ts';
import { textOf } from '../../core/text/explain.ts';
import { explainGrantRefusal } from '../../core/text/explain-grant.ts';
import { addSeconds, earlier, later } from '../../core/time.ts';
import { saysTheSame } from '../../core/trust/documents.ts';
import type { Grant } from '../../core/trust/grant.ts';
import type { ObservedRole, ObservedUser, Step } from '../../core/trust/observed.ts';
import { type GrantRefusal, planRole } from '../../core/trust/plan-role.ts';
import { planUser } from '../../core/trust/plan-user.ts';
import type { UserEntry } from '../../core/trust/user-access.ts';
import type { Needs } from '../ports.ts';
import type { Check } from './checks.ts';

/** A grant that is written to IAM past the stores, on both sides of the trust. */
export interface Canary {
  readonly grant: Grant;
  /** Absent where the organisation keeps the user's side. */
  readonly user?: { readonly arn: UserArn; readonly entry: UserEntry };
}

/** Both sides as read from IAM. */
interface Seen {
  readonly role: ObservedRole;
  readonly user?: ObservedUser;
}

export type CanaryDeps = Needs<'iam' | 'hub' | 'clock', { grants: 'ofRole'; users: 'read' }>;

const READ_BACK_MS = 1000;
const READ_BACKS = 10;
/** Seconds before its start at which a grant counts as closed, so that nothing of it is kept. */
const NEVER_BEGUN_SECONDS = 3600;

export const secondsBetween = (from: Date, to: Date): number => Math.round((to.getTime() - from.getTime()) / 100) / 10;

const policiesOf = (user: ObservedUser | undefined) => (user?.kind === 'present' ? user.policies : {});

const isAsBefore = (before: Seen, after: Seen): boolean => {
  const [then, now] = [policiesOf(before.user), policiesOf(after.user)];
  const names = new Set([...Object.keys(then), ...Object.keys(now)]);
  return (
    saysTheSame(before.role.trust, after.role.trust) &&
    saysTheSame(before.role.guard, after.role.guard) &&
    [...names].every((name) => saysTheSame(then[name], now[name]))
  );
};

/** Writes a canary and removes it, beside everything that others hold on the role and everything that the user holds. */
export const createCanary = ({ iam, hub, grants, users, clock }: CanaryDeps) => {
  const look = async ({ grant, user }: Canary): Promise<Seen> => ({
    role: await iam.observeRole(grant.roleArn),
    ...(user === undefined ? {} : { user: await iam.observeUser(user.arn) }),
  });

  /** What the user holds by now; what is still to be judged is left to the worker. */
  const heldBy = async (user: UserArn): Promise<readonly UserEntry[]> =>
    (await users.read(user)).access.entries.map((entry) => ({
      ...entry,
      roles: entry.roles.filter(({ state }) => state === 'confirmed'),
    }));

  const plan = (
    canary: Canary,
    held: readonly UserEntry[],
    seen: Seen,
    now: Date,
  ): { readonly steps: readonly Step[]; readonly refusal: GrantRefusal | undefined } => {
    const role = planRole([canary.grant], seen.role, hub, now);
    const entries = canary.user === undefined ? held : [...held, canary.user.entry];
    const user = seen.user === undefined ? undefined : planUser(entries, seen.user, hub, now);
    return {
      steps: [...role.steps, ...(user?.steps ?? [])],
      refusal: role.refused[0]?.refusal ?? user?.refused.find(({ entry }) => entry === canary.user?.entry)?.refusal,
    };
  };

  const write = async (canary: Canary, seen: Seen): Promise<Check> => {
    const begun = clock.now();
    const held = canary.user === undefined ? [] : await heldBy(canary.user.arn);
    const { steps, refusal } = plan(canary, held, seen, begun);
    if (refusal !== undefined)
      return {
        name: 'written',
        passed: false,
        what: `The grant would be refused: ${textOf(explainGrantRefusal(refusal))}`,
      };
    for (const step of steps) await iam.apply(step);
    for (let reads = 0; reads < READ_BACKS; reads += 1) {
      if (plan(canary, held, await look(canary), begun).steps.length === 0) {
        const seconds = secondsBetween(begun, clock.now());
        return { name: 'written', passed: true, what: `IAM shows all of ${steps.length} writes.`, seconds };
      }
      await clock.pause(READ_BACK_MS);
    }
    return { name: 'written', passed: false, what: 'IAM does not show what was written to it.' };
  };

  const cleanUp = async (canary: Canary, before: Seen): Promise<Check> => {
    const { grant, user } = canary;
    const current = (await grants.ofRole(grant.roleArn)).grants;
    const now = clock.now();
    const ended = { ...grant, endsAt: earlier(now, grant.endsAt) };
    // A grant that was closed long before its start: nothing of it is kept, not even a guard for an hour.
    const neverBegun = { ...ended, startsAt: addSeconds(later(now, grant.endsAt), NEVER_BEGUN_SECONDS), closedAt: now };
    for (const one of [ended, neverBegun]) {
      const { steps } = planRole([...current, one], await iam.observeRole(grant.roleArn), hub, now);
      for (const step of steps) await iam.apply(step);
    }
    if (user !== undefined) {
      const { steps } = planUser(await heldBy(user.arn), await iam.observeUser(user.arn), hub, now);
      for (const step of steps) await iam.apply(step);
    }
    return isAsBefore(before, await look(canary)) || before.role.trust.Statement.length === 0
      ? { name: 'cleaned_up', passed: true, what: 'The role and the user are as they were before.' }
      : {
          name: 'cleaned_up',
          passed: current.length > 0,
          what: 'The role or the user is not as before; compare their policies with what they should be.',
        };
  };

  return { look, write, cleanUp };
};
