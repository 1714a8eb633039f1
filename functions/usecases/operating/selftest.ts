import type { Principal } from '../../core/catalog/catalog.ts';
import { defined } from '../../core/defined.ts';
import type { RoleArn, SlackUserId, UserArn } from '../../core/names.ts';
import { parseRequestId } from '../../core/request/ids.ts';
import { addSeconds, wholeSecond } from '../../core/time.ts';
import type { Grant } from '../../core/trust/grant.ts';
import type { UserEntry } from '../../core/trust/user-access.ts';
import type { Clock } from '../ports.ts';
import { type Canary, type CanaryDeps, createCanary, secondsBetween } from './canary.ts';
import type { Check } from './checks.ts';

/** A user who really assumes a role. */
export interface TestPerson<Session> {
  /** A session by AssumeRole, or why AWS denies it. */
  assume(): Promise<
    { readonly kind: 'session'; readonly session: Session } | { readonly kind: 'denied'; readonly why: string }
  >;
  /** Whether a session is one that the role's policies deny everything. */
  probe(session: Session): Promise<'alive' | 'denied_everything'>;
}

interface Deps<Session> extends CanaryDeps {
  readonly person: TestPerson<Session>;
  readonly onProgress: (line: string) => void;
}

const EVERY_MS = 1000;
/** The time after an end that IAM may need to apply it. */
const LATE_SECONDS = 60;

/** Tries once a second until there is a result; undefined after the limit. */
const until = async <T>(clock: Clock, moment: Date, attempt: () => Promise<T | undefined>): Promise<T | undefined> => {
  for (;;) {
    const found = await attempt();
    if (found !== undefined || clock.now() >= moment) return found;
    await clock.pause(EVERY_MS);
  }
};

const canaryOf = (roleArn: RoleArn, principal: Principal, startsAt: Date, endsAt: Date): Canary => {
  const requestId = parseRequestId('f'.repeat(20));
  const by = 'U0SELFTEST' as SlackUserId;
  const grant: Grant = { roleArn, requestId, by, principal, startsAt, endsAt, state: 'wanted' };
  if (principal.kind !== 'iam-user' || principal.identity !== 'managed') return { grant };
  const { arn, sessionName } = principal;
  const roles = [{ arn: roleArn, state: 'wanted' as const }];
  const entry: UserEntry = { requestId, by, sessionName, startsAt, endsAt, roles };
  return { grant, user: { arn: arn satisfies UserArn, entry } };
};

/** Adds a check, with a sentence for either result. */
type Add = (
  name: Check['name'],
  passed: boolean,
  sentences: readonly [ifSo: string, ifNot: string],
  seconds?: number,
) => void;

const afterwards = async <Session>(
  { person, clock, onProgress }: Deps<Session>,
  session: Session,
  endsAt: Date,
  add: Add,
): Promise<void> => {
  const isAlive = (await person.probe(session)) === 'alive';
  add('session_lives', isAlive, [
    'The session can be used.',
    'The session is denied everything although the grant is open.',
  ]);
  onProgress(`waiting for the end at ${endsAt.toISOString()} ...`);
  while (clock.now() < endsAt) await clock.pause(Math.min(EVERY_MS, endsAt.getTime() - clock.now().getTime()));
  const limit = addSeconds(endsAt, LATE_SECONDS);
  const died = await until(clock, limit, async () =>
    (await person.probe(session)) === 'denied_everything' ? clock.now() : undefined,
  );
  add(
    'session_ends',
    died !== undefined,
    [
      'The open session was denied everything at the end.',
      `The open session was still alive ${LATE_SECONDS} s after the end.`,
    ],
    died && Math.max(0, secondsBetween(endsAt, died)),
  );
  const closed = await until(clock, limit, async () =>
    (await person.assume()).kind === 'denied' ? clock.now() : undefined,
  );
  add(
    'closed_after',
    closed !== undefined,
    ['The role cannot be assumed after the end.', 'The role could still be assumed after the end.'],
    closed && Math.max(0, secondsBetween(endsAt, closed)),
  );
};

const opening = async <Session>(deps: Deps<Session>, endsAt: Date, add: Add): Promise<void> => {
  const { person, clock } = deps;
  const begun = clock.now();
  const opened = await until(clock, endsAt, async () => {
    const tried = await person.assume();
    return tried.kind === 'session' ? { session: tried.session, at: clock.now() } : undefined;
  });
  add(
    'opens',
    opened !== undefined,
    ['The role can be assumed.', 'The role could not be assumed in all the time of the grant.'],
    opened && secondsBetween(begun, opened.at),
  );
  if (opened !== undefined) await afterwards(deps, opened.session, endsAt, add);
};

/**
 * Proves the promises where they count: a real grant on a role that no user holds, on both sides of the trust, a real
 * AssumeRole before, during and after, and a live session over the end. All writes are removed, also after a fault; if
 * that fails, IAM enforces the end.
 */
export const createSelftest = <Session>(deps: Deps<Session>) => {
  const { person, clock, onProgress } = deps;
  const canaries = createCanary(deps);

  return async (input: {
    readonly roleArn: RoleArn;
    readonly principal: Principal;
    readonly seconds: number;
  }): Promise<readonly Check[]> => {
    const checks: Check[] = [];
    const take = (check: Check): void => {
      checks.push(check);
      onProgress(`${check.passed ? 'ok  ' : 'FAIL'} ${check.what}`);
    };
    const add: Add = (name, passed, [ifSo, ifNot], seconds) =>
      take({ name, passed, what: passed ? ifSo : ifNot, ...defined({ seconds }) });
    const early = await person.assume();
    add('closed_before', early.kind === 'denied', [
      'Without a grant the role cannot be assumed.',
      'The role can be assumed without a grant: permanent access lets this user in.',
    ]);
    if (early.kind === 'session') return checks;

    const startsAt = wholeSecond(clock.now());
    const canary = canaryOf(input.roleArn, input.principal, startsAt, addSeconds(startsAt, input.seconds));
    const before = await canaries.look(canary);
    try {
      const written = await canaries.write(canary, before);
      take(written);
      if (written.passed) await opening(deps, canary.grant.endsAt, add);
    } finally {
      take(await canaries.cleanUp(canary, before));
    }
    return checks;
  };
};
