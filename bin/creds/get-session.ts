import type { RoleArn } from '../../functions/core/names.ts';
import { formatDuration } from '../../functions/core/schedule/duration.ts';
import { addMinutes } from '../../functions/core/time.ts';
import type { Hub } from '../../functions/core/trust/policy-names.ts';
import { callerArn, principalOfCaller, type Session, tryAssume } from '../cli/aws-identity.ts';
import { Refused, Unreachable } from '../cli/command.ts';
import type { Io } from '../cli/io.ts';
import type { Person } from '../cli/person.ts';
import type { KeptSession, SessionCache } from './cache.ts';
import { type OwnGrant, ownGrant } from './own-end.ts';

export interface SessionRequest {
  readonly person: Person;
  readonly roleArn: RoleArn;
  /** The installation that grants it. */
  readonly hub: Hub;
  /** As people know the role. */
  readonly name: string;
  readonly durationSeconds: number;
  /** How long to wait for access that is not there yet. */
  readonly waitSeconds: number;
  readonly isFresh: boolean;
}

const EVERY_MS = 3000;
/** Minutes for which a session is used without asking STS again, where nobody can say when the grant ends. */
const UNKNOWN_END_MINUTES = 5;
/** How soon a program has to ask again then. */
const SHORT_MINUTES = 15;
const SPARE_MINUTES = 1;

/** When a session has to be given up: its own end or that of the grant, the earlier. */
const usableUntil = ({ session, endsAt }: KeptSession, now: Date): Date => {
  const ends = [session.expiration, endsAt ?? addMinutes(now, SHORT_MINUTES)];
  return new Date(Math.min(...ends.map((at) => at.getTime())));
};

const isGood = (kept: KeptSession, now: Date): boolean => {
  if (addMinutes(now, SPARE_MINUTES) >= kept.session.expiration) return false;
  return kept.endsAt === undefined ? now < addMinutes(kept.issuedAt, UNKNOWN_END_MINUTES) : now < kept.endsAt;
};

/** Why access is not there, in one line, with what would help. */
const whyNot = (name: string, own: OwnGrant, now: Date): string => {
  const ask = `Ask for it in Slack: /assume ${name}`;
  switch (own.kind) {
    case 'none':
      return `You have no access to ${name} now. ${ask} (if it waits for an approver already, --wait stays until it is there).`;
    case 'window':
      if (own.startsAt !== undefined && own.startsAt > now)
        return `Your access to ${name} begins at ${own.startsAt.toISOString()}.`;
      if (own.endsAt <= now) return `Your access to ${name} ended at ${own.endsAt.toISOString()}. ${ask}.`;
      return `Your access to ${name} is granted until ${own.endsAt.toISOString()}, and AWS does not let you in yet; it can take a minute (--wait).`;
    case 'unknown':
      return `AWS does not let you assume ${name} now. ${ask}; if it was approved a moment ago, it can take a minute (--wait).`;
    default:
      return own satisfies never;
  }
};

/** A session of the role as the person themselves: the one that is kept, or a new one. Throws Refused with the reason. */
export const getSession = async (
  request: SessionRequest,
  cache: SessionCache,
  io: Io,
): Promise<{ readonly session: Session; readonly until: Date }> => {
  const { person, roleArn, name } = request;
  const { accessKeyId } = person.keys ?? (await person.sts.config.credentials());
  const key = `${accessKeyId} ${roleArn} ${person.connection.endpoint ?? ''}`;
  const kept = request.isFresh ? undefined : cache.get(key);
  const now = io.clock.now();
  if (kept !== undefined && isGood(kept, now)) return { session: kept.session, until: usableUntil(kept, now) };

  const principal = principalOfCaller(await callerArn(person.sts));
  const input = { roleArn, sessionName: principal.sessionName, durationSeconds: request.durationSeconds };
  for (let waited = 0; ; waited += EVERY_MS / 1000) {
    const tried = await tryAssume(person.sts, input);
    const at = io.clock.now();
    const own = await ownGrant(person, principal, request, at);
    if (tried.kind === 'session') {
      const fresh: KeptSession = {
        session: tried.session,
        issuedAt: at,
        ...(own.kind === 'window' ? { endsAt: own.endsAt } : {}),
      };
      cache.put(key, fresh);
      return { session: fresh.session, until: usableUntil(fresh, at) };
    }
    cache.drop(key);
    if (waited >= request.waitSeconds) {
      const after = waited === 0 ? '' : `Waited ${formatDuration(waited / 60)}. `;
      throw waited === 0 ? new Refused(whyNot(name, own, at)) : new Unreachable(`${after}${whyNot(name, own, at)}`);
    }
    if (waited === 0) io.err(`${whyNot(name, own, at)} Waiting ...`);
    await io.clock.pause(EVERY_MS);
  }
};
