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
  /** The installation that manages the role. */
  readonly hub: Hub;
  /** The name of the role for messages. */
  readonly name: string;
  readonly durationSeconds: number;
  /** How long to wait for access. */
  readonly waitSeconds: number;
  readonly isFresh: boolean;
}

const EVERY_MS = 3000;
/** Minutes until STS is called again, if the end of the grant is unknown. */
const UNKNOWN_END_MINUTES = 5;
/** When a program must request new credentials in that case. */
const SHORT_MINUTES = 15;
const SPARE_MINUTES = 1;

/** When a session must be replaced: its own end or the end of the grant, whichever is earlier. */
const usableUntil = ({ session, endsAt }: KeptSession, now: Date): Date => {
  const ends = [session.expiration, endsAt ?? addMinutes(now, SHORT_MINUTES)];
  return new Date(Math.min(...ends.map((at) => at.getTime())));
};

const isGood = (kept: KeptSession, now: Date): boolean => {
  if (addMinutes(now, SPARE_MINUTES) >= kept.session.expiration) return false;
  return kept.endsAt === undefined ? now < addMinutes(kept.issuedAt, UNKNOWN_END_MINUTES) : now < kept.endsAt;
};

/** The reason for missing access and the fix, in one line. */
const whyNot = (name: string, own: OwnGrant, now: Date): string => {
  const ask = `Request it in Slack: /assume ${name}`;
  switch (own.kind) {
    case 'none':
      return `You have no access to ${name} now. ${ask} (if the request is pending, --wait waits for the approval).`;
    case 'window':
      if (own.startsAt !== undefined && own.startsAt > now)
        return `Your access to ${name} starts at ${own.startsAt.toISOString()}.`;
      if (own.endsAt <= now) return `Your access to ${name} ended at ${own.endsAt.toISOString()}. ${ask}.`;
      return `Your access to ${name} is granted until ${own.endsAt.toISOString()}, but AWS has not applied it yet. This can take a minute (--wait).`;
    case 'unknown':
      return `AWS does not let you assume ${name} now. ${ask}. If it was just approved, this can take a minute (--wait).`;
    default:
      return own satisfies never;
  }
};

/** A session of the role for the calling user: cached or new. Throws Refused with the reason. */
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
