import type { Principal } from '../../core/catalog/catalog.ts';
import type { RoleArn, SlackUserId } from '../../core/names.ts';
import { parseRequestId } from '../../core/request/ids.ts';
import { addSeconds, wholeSecond } from '../../core/time.ts';
import type { Grant } from '../../core/trust/grant.ts';
import { type Canary, type CanaryDeps, type Check, checkOf, createCanary, secondsBetween } from './canary.ts';

/** A user who really assumes a role. */
export interface TestPerson<Session> {
  /** A session by AssumeRole, or why AWS denies it. */
  assume(): Promise<
    { readonly kind: 'session'; readonly session: Session } | { readonly kind: 'denied'; readonly why: string }
  >;
  /** Whether the policies of the role deny everything to a session. */
  probe(session: Session): Promise<'alive' | 'denied_everything'>;
}

interface Deps<Session> extends CanaryDeps {
  readonly person: TestPerson<Session>;
  readonly onProgress: (line: string) => void;
}

interface Input {
  readonly roleArn: RoleArn;
  readonly principal: Principal;
  readonly seconds: number;
}

const EVERY_MS = 1000;
/** The time after an end that IAM may need to apply it. */
const LATE_SECONDS = 60;

const canaryOf = ({ roleArn, principal, seconds }: Input, startsAt: Date): Canary => {
  const timeBox = {
    requestId: parseRequestId('f'.repeat(20)),
    by: 'U0SELFTEST' as SlackUserId,
    startsAt,
    endsAt: addSeconds(startsAt, seconds),
  };
  const grant: Grant = { ...timeBox, roleArn, principal, state: 'wanted' };
  if (principal.kind !== 'iam-user' || principal.identity !== 'managed') return { grant };
  const { arn, sessionName } = principal;
  return { grant, user: { arn, entry: { ...timeBox, sessionName, roles: [{ arn: roleArn, state: 'wanted' }] } } };
};

/**
 * Proves the promises in AWS: a real grant on a role that no user holds, on both sides of the trust, a real AssumeRole
 * before, during and after, and a live session over the end. All writes are removed, also after a fault; if that fails,
 * IAM enforces the end.
 */
export const createSelftest = <Session>(deps: Deps<Session>) => {
  const { person, clock, onProgress } = deps;

  /** Tries once a second until there is a result; undefined after the limit. */
  const until = async <T>(limit: Date, attempt: () => Promise<T | undefined>): Promise<T | undefined> => {
    for (;;) {
      const found = await attempt();
      if (found !== undefined || clock.now() >= limit) return found;
      await clock.pause(EVERY_MS);
    }
  };

  /** Checks that something happens before a limit, and measures how long after a time. */
  const happens = async (name: Check['name'], since: Date, limit: Date, attempt: () => Promise<boolean>) => {
    const at = await until(limit, async () => ((await attempt()) ? clock.now() : undefined));
    return checkOf(name, at !== undefined, { seconds: at && secondsBetween(since, at) });
  };

  /** Checks a written grant during its time, and after its end. */
  const checkGrant = async function* (endsAt: Date): AsyncGenerator<Check> {
    const startedAt = clock.now();
    const opened = await until(endsAt, async () => {
      const tried = await person.assume();
      return tried.kind === 'session' ? tried : undefined;
    });
    yield checkOf('opens', opened !== undefined, { seconds: opened && secondsBetween(startedAt, clock.now()) });
    if (opened === undefined) return;
    const { session } = opened;
    yield checkOf('session_lives', (await person.probe(session)) === 'alive');
    onProgress(`waiting for the end at ${endsAt.toISOString()} ...`);
    while (clock.now() < endsAt) await clock.pause(Math.min(EVERY_MS, endsAt.getTime() - clock.now().getTime()));
    const limit = addSeconds(endsAt, LATE_SECONDS);
    yield await happens(
      'session_ends',
      endsAt,
      limit,
      async () => (await person.probe(session)) === 'denied_everything',
    );
    yield await happens('closed_after', endsAt, limit, async () => (await person.assume()).kind === 'denied');
  };

  return async (input: Input): Promise<readonly Check[]> => {
    const checks: Check[] = [];
    const add = (check: Check): void => {
      checks.push(check);
      onProgress(`${check.passed ? 'ok  ' : 'FAIL'} ${check.what}`);
    };
    const isClosed = (await person.assume()).kind === 'denied';
    add(checkOf('closed_before', isClosed));
    if (!isClosed) return checks;

    const written = canaryOf(input, wholeSecond(clock.now()));
    const canary = createCanary(deps, written);
    const before = await canary.observe();
    try {
      const check = await canary.write(before);
      add(check);
      if (check.passed) for await (const next of checkGrant(written.grant.endsAt)) add(next);
    } finally {
      add(await canary.cleanUp(before));
    }
    return checks;
  };
};
