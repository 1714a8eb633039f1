import type { Principal } from '../../core/catalog/catalog.ts';
import type { Grant } from '../../core/grant.ts';
import { parseRequestId } from '../../core/ids.ts';
import type { RoleArn, SlackUserId, UserArn } from '../../core/names.ts';
import { explainGrantRefusal } from '../../core/text/explain.ts';
import { addSeconds, earlier, later, wholeSecond } from '../../core/time.ts';
import { saysTheSame } from '../../core/trust/documents.ts';
import type { ObservedRole } from '../../core/trust/observed.ts';
import { planRole } from '../../core/trust/plan.ts';
import type { Clock, GrantStore, Iam } from '../ports.ts';

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
  readonly iam: Iam;
  readonly grants: Pick<GrantStore, 'ofRole'>;
  readonly person: TestPerson<Session>;
  readonly clock: Clock;
  readonly onProgress: (line: string) => void;
}

const EVERY_MS = 1000;
/** How long after its end something may still go on before it counts as broken: policies take time to reach everywhere. */
const LATE_SECONDS = 60;
const READ_BACKS = 10;

const secondsBetween = (from: Date, to: Date): number => Math.round((to.getTime() - from.getTime()) / 100) / 10;

const managedUser = (principal: Principal): readonly UserArn[] =>
  principal.kind === 'iam-user' && principal.identity === 'managed' ? [principal.arn] : [];

/**
 * Proves the promises where they count: a real grant on a role that nobody holds, a real AssumeRole before, during and
 * after, a live session over the end. Everything it wrote is taken away again, whatever happens; and were that to fail,
 * what stands ends by itself.
 */
export const createSelftest = <Session>({ iam, grants, person, clock, onProgress }: Deps<Session>) => {
  /** Tries once a second until it holds; undefined when the time is over. */
  const until = async <T>(moment: Date, attempt: () => Promise<T | undefined>): Promise<T | undefined> => {
    for (;;) {
      const found = await attempt();
      if (found !== undefined || clock.now() >= moment) return found;
      await clock.pause(EVERY_MS);
    }
  };

  const write = async (grant: Grant, observed: ObservedRole): Promise<Check> => {
    const begun = clock.now();
    const plan = planRole([grant], observed, begun);
    const [refused] = plan.refused;
    if (refused !== undefined) {
      const { why, next } = explainGrantRefusal(refused.refusal);
      return { name: 'written', passed: false, what: `The grant would not be taken: ${why} ${next}` };
    }
    for (const step of plan.steps) await iam.apply(step);
    for (let reads = 0; reads < READ_BACKS; reads += 1) {
      const now = await iam.observe(grant.roleArn, managedUser(grant.principal));
      if (planRole([grant], now, begun).steps.length === 0)
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

  /** Takes away what was written, and looks whether the role is as it was. */
  const cleanUp = async (grant: Grant, before: ObservedRole): Promise<Check> => {
    const users = managedUser(grant.principal);
    const standing = (await grants.ofRole(grant.roleArn)).grants;
    const now = clock.now();
    const ended = { ...grant, endsAt: earlier(now, grant.endsAt) };
    // As one that was closed long before it began: of that nothing stays, not even a guard for an hour.
    const startsAt = addSeconds(later(now, grant.endsAt), 3600);
    const neverBegun = { ...ended, startsAt, identityCleared: true, closedAt: now };
    for (const canary of [ended, neverBegun]) {
      const plan = planRole([...standing, canary], await iam.observe(grant.roleArn, users), now);
      for (const step of plan.steps) await iam.apply(step);
    }
    const after = await iam.observe(grant.roleArn, users);
    const isAsBefore = saysTheSame(before.trust, after.trust) && saysTheSame(before.guard, after.guard);
    return isAsBefore || before.trust.Statement.length === 0
      ? { name: 'cleaned_up', passed: true, what: 'The role and the person are as they were.' }
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

    const before = await iam.observe(input.roleArn, managedUser(input.principal));
    const startsAt = wholeSecond(clock.now());
    const endsAt = addSeconds(startsAt, input.seconds);
    const grant: Grant = {
      roleArn: input.roleArn,
      requestId: parseRequestId('f'.repeat(20)),
      by: 'U0SELFTEST' as SlackUserId,
      principal: input.principal,
      startsAt,
      endsAt,
      state: 'wanted',
      identityCleared: false,
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
      add(await cleanUp(grant, before));
    }
    return checks;
  };
};
