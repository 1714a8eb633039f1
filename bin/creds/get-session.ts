import type { RoleArn } from '../../functions/core/names.ts';
import { formatDuration } from '../../functions/core/schedule/duration.ts';
import { sessionText } from '../../functions/core/text/cli/session.ts';
import { addMinutes } from '../../functions/core/time.ts';
import type { Hub } from '../../functions/core/trust/policy-names.ts';
import { callerArn, principalOfCaller, type Session, tryAssume } from '../cli/aws-identity.ts';
import { Refused, Unreachable } from '../cli/errors.ts';
import type { Io } from '../cli/io.ts';
import type { RoleUser } from '../cli/role-user.ts';
import type { KeptSession, SessionCache } from './cache.ts';
import { ownGrant } from './own-grant.ts';

export interface SessionRequest {
  readonly user: RoleUser;
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

/** A session, and when a program must request a new one. */
export interface UsableSession {
  readonly session: Session;
  readonly until: Date;
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

/** A session of the role for the calling user: cached or new. Throws Refused with the reason. */
export const getSession = async (request: SessionRequest, cache: SessionCache, io: Io): Promise<UsableSession> => {
  const { user, roleArn, name } = request;
  const { accessKeyId } = user.keys ?? (await user.sts.config.credentials());
  const key = `${accessKeyId} ${roleArn} ${user.connection.endpoint ?? ''}`;
  const kept = request.isFresh ? undefined : cache.get(key);
  const now = io.clock.now();
  if (kept !== undefined && isGood(kept, now)) return { session: kept.session, until: usableUntil(kept, now) };

  const principal = principalOfCaller(await callerArn(user.sts));
  const input = { roleArn, sessionName: principal.sessionName, durationSeconds: request.durationSeconds };
  for (let waited = 0; ; waited += EVERY_MS / 1000) {
    const tried = await tryAssume(user.sts, input);
    const at = io.clock.now();
    const own = await ownGrant(user, principal, request, at);
    if (tried.kind === 'session') {
      const fresh: KeptSession = {
        session: tried.session,
        issuedAt: at,
        ...(own.kind === 'time_box' ? { endsAt: own.endsAt } : {}),
      };
      cache.put(key, fresh);
      return { session: fresh.session, until: usableUntil(fresh, at) };
    }
    cache.drop(key);
    const why = sessionText.noAccess(name, own, at);
    if (waited >= request.waitSeconds)
      throw waited === 0 ? new Refused(why) : new Unreachable(sessionText.waited(formatDuration(waited / 60), why));
    if (waited === 0) io.err(sessionText.waiting(why));
    await io.clock.pause(EVERY_MS);
  }
};
