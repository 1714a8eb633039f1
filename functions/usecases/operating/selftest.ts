import type { Principal } from '../../core/catalog/catalog.ts';
import type { Grant } from '../../core/grant.ts';
import type { RoleArn, SlackUserId } from '../../core/names.ts';
import { addSeconds, wholeSecond } from '../../core/time.ts';
import type { Clock } from '../ports.ts';
import type { Check, TestGrantDeps } from './test-grant.ts';
import { createTestGrant, secondsBetween, TEST_ID } from './test-grant.ts';

/** What somebody can do with a role, tried for real. */
export interface TestPerson<Session> {
  /** A session by AssumeRole, or why AWS denies it. */
  assume(): Promise<
    { readonly kind: 'session'; readonly session: Session } | { readonly kind: 'denied'; readonly why: string }
  >;
  /** Whether a session is one that the role's policies deny everything. */
  probe(session: Session): Promise<'alive' | 'denied_everything'>;
}

interface Deps<Session> extends TestGrantDeps {
  readonly person: TestPerson<Session>;
  readonly onProgress: (line: string) => void;
}

const EVERY_MS = 1000;
/** How long after its end something may still go on before it counts as broken: policies take time to reach everywhere. */
const LATE_SECONDS = 60;

/** Tries once a second until it holds; undefined when the time is over. */
const until = async <T>(clock: Clock, moment: Date, attempt: () => Promise<T | undefined>): Promise<T | undefined> => {
  for (;;) {
    const found = await attempt();
    if (found !== undefined || clock.now() >= moment) return found;
    await clock.pause(EVERY_MS);
  }
};

/** Waits until the role can be assumed, and answers the session. */
const opening = async <Session>(
  { person, clock }: Deps<Session>,
  endsAt: Date,
  add: (check: Check) => void,
): Promise<Session | undefined> => {
  const begun = clock.now();
  const opened = await until(clock, endsAt, async () => {
    const tried = await person.assume();
    return tried.kind === 'session' ? { session: tried.session, at: clock.now() } : undefined;
  });
  add({
    name: 'opens',
    passed: opened !== undefined,
    what:
      opened === undefined ? 'The role could not be assumed in all the time of the grant.' : 'The role can be assumed.',
    ...(opened === undefined ? {} : { seconds: secondsBetween(begun, opened.at) }),
  });
  return opened?.session;
};

/** Uses a live session until its end and over it. */
const overTheEnd = async <Session>(
  { person, clock, onProgress }: Deps<Session>,
  session: Session,
  endsAt: Date,
  add: (check: Check) => void,
): Promise<void> => {
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
  const died = await until(clock, limit, async () =>
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
  const closed = await until(clock, limit, async () =>
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

/**
 * Proves the promises in AWS: a real grant on a role that nobody holds, a real AssumeRole before, during and after, and a
 * live session over the end. Everything it wrote is removed again, whatever happens; if that fails, IAM ends the grant.
 */
export const createSelftest = <Session>(deps: Deps<Session>) => {
  const { person, clock, onProgress } = deps;
  const { observe, write, cleanUp } = createTestGrant(deps);

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
        const session = await opening(deps, endsAt, add);
        if (session !== undefined) await overTheEnd(deps, session, endsAt, add);
      }
    } finally {
      add(await cleanUp(grant, before.role));
    }
    return checks;
  };
};
