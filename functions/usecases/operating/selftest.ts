import type { Principal } from '../../core/catalog/catalog.ts';
import type { Grant } from '../../core/grant.ts';
import { parseRequestId } from '../../core/ids.ts';
import type { RoleArn, SlackUserId, UserArn } from '../../core/names.ts';
import { explainGrantRefusal } from '../../core/text/explain.ts';
import { addSeconds, earlier, later, wholeSecond } from '../../core/time.ts';
import { saysTheSame } from '../../core/trust/documents.ts';
import type { ObservedRole, ObservedUser } from '../../core/trust/observed.ts';
import { planRole } from '../../core/trust/plan-role.ts';
import { planUser } from '../../core/trust/plan-user.ts';
import type { Hub } from '../../core/trust/policy-names.ts';
import type { UserEntry } from '../../core/trust/user-access.ts';
import type { Clock, GrantStore, Iam, UserAccessStore } from '../ports.ts';

/** What somebody can do with a role, tried for real. */
export interface TestPerson<Session> {
  /** A session by AssumeRole, or why AWS denies it. */
  assume(): Promise<
    { readonly kind: 'session'; readonly session: Session } | { readonly kind: 'denied'; readonly why: string }
  >;
  /** Whether a session is one that the role's policies deny everything. */
  probe(session: Session): Promise<'alive' | 'denied_everything'>;
}

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

interface Deps<Session> {
  readonly iam: Pick<Iam, 'observeRole' | 'observeUser' | 'apply'>;
  readonly hub: Hub;
  readonly grants: Pick<GrantStore, 'ofRole'>;
  readonly users: Pick<UserAccessStore, 'read'>;
  readonly person: TestPerson<Session>;
  readonly clock: Clock;
  readonly onProgress: (line: string) => void;
}

const EVERY_MS = 1000;
/** How long after its end something may still go on before it counts as broken: policies take time to reach everywhere. */
const LATE_SECONDS = 60;
const READ_BACKS = 10;

const secondsBetween = (from: Date, to: Date): number => Math.round((to.getTime() - from.getTime()) / 100) / 10;

const managedUser = (principal: Principal): UserArn | undefined =>
  principal.kind === 'iam-user' && principal.identity === 'managed' ? principal.arn : undefined;

/** Both sides of the trust as just read; no user where their side is not ours to write. */
interface Sides {
  readonly role: ObservedRole;
  readonly user?: ObservedUser;
}

const TEST_ID = parseRequestId('f'.repeat(20));

const isOfTest = ({ requestId }: UserEntry): boolean => requestId === TEST_ID;

const entryOf = ({ requestId, by, principal, startsAt, endsAt, roleArn }: Grant): UserEntry => ({
  requestId,
  by,
  sessionName: principal.sessionName,
  startsAt,
  endsAt,
  roles: [{ arn: roleArn, state: 'wanted' }],
});

/**
 * Proves the promises where they count: a real grant on a role that nobody holds, a real AssumeRole before, during and
 * after, a live session over the end. Everything it wrote is taken away again, whatever happens; and were that to fail,
 * what stands ends by itself.
 */
export const createSelftest = <Session>({ iam, hub, grants, users, person, clock, onProgress }: Deps<Session>) => {
  /** Tries once a second until it holds; undefined when the time is over. */
  const until = async <T>(moment: Date, attempt: () => Promise<T | undefined>): Promise<T | undefined> => {
    for (;;) {
      const found = await attempt();
      if (found !== undefined || clock.now() >= moment) return found;
      await clock.pause(EVERY_MS);
    }
  };

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

  const overTheEnd = async (session: Session, endsAt: Date, add: (check: Check) => void): Promise<void> => {
    const first = await person.probe(session);
    add({
      name: 'session_lives',
      passed: first === 'alive',
      what:
        first === 'alive' ? 'The session can be used.' : 'The session is denied everything although the grant is open.',
    });
    onProgress(`waiting for the end at ${endsAt.toISOString()} ...`);
    while (clock.now() < endsAt) await clock.pause(Math.min(EVERY_MS, endsAt.getTime() - clock.now().getTime()));
    const limit = addSeconds(endsAt, LATE_SECONDS);
    const died = await until(limit, async () =>
      (await person.probe(session)) === 'denied_everything' ? clock.now() : undefined,
    );
    add({
      name: 'session_ends',
      passed: died !== undefined,
      what:
        died === undefined
          ? `The open session still lived ${LATE_SECONDS} s after the end.`
          : 'The open session was denied everything at the end.',
      ...(died === undefined ? {} : { seconds: Math.max(0, secondsBetween(endsAt, died)) }),
    });
    const closed = await until(limit, async () =>
      (await person.assume()).kind === 'denied' ? clock.now() : undefined,
    );
    add({
      name: 'closed_after',
      passed: closed !== undefined,
      what:
        closed === undefined
          ? 'The role could still be assumed after the end.'
          : 'The role cannot be assumed after the end.',
      ...(closed === undefined ? {} : { seconds: Math.max(0, secondsBetween(endsAt, closed)) }),
    });
  };

  return async (input: {
    readonly roleArn: RoleArn;
    readonly principal: Principal;
    readonly seconds: number;
  }): Promise<readonly Check[]> => {
    const checks: Check[] = [];
    const add = (check: Check): void => {
      checks.push(check);
      onProgress(`${check.passed ? 'ok  ' : 'FAIL'} ${check.what}`);
    };
    const early = await person.assume();
    add({
      name: 'closed_before',
      passed: early.kind === 'denied',
      what:
        early.kind === 'denied'
          ? 'Without a grant the role cannot be assumed.'
          : 'The role can be assumed with no grant at all: something standing lets this person in.',
    });
    if (early.kind === 'session') return checks;

    const before = await observe(input);
    const startsAt = wholeSecond(clock.now());
    const endsAt = addSeconds(startsAt, input.seconds);
    const grant: Grant = {
      roleArn: input.roleArn,
      requestId: TEST_ID,
      by: 'U0SELFTEST' as SlackUserId,
      principal: input.principal,
      startsAt,
      endsAt,
      state: 'wanted',
    };
    try {
      const written = await write(grant, before);
      add(written);
      if (written.passed) {
        const begun = clock.now();
        const opened = await until(endsAt, async () => {
          const tried = await person.assume();
          return tried.kind === 'session' ? { session: tried.session, at: clock.now() } : undefined;
        });
        add({
          name: 'opens',
          passed: opened !== undefined,
          what:
            opened === undefined
              ? 'The role could not be assumed in all the time of the grant.'
              : 'The role can be assumed.',
          ...(opened === undefined ? {} : { seconds: secondsBetween(begun, opened.at) }),
        });
        if (opened !== undefined) await overTheEnd(opened.session, endsAt, add);
      }
    } finally {
      add(await cleanUp(grant, before.role));
    }
    return checks;
  };
};
