import type { RoleRule } from '../../functions/core/catalog/catalog.ts';
import { defined } from '../../functions/core/defined.ts';
import type { RoleArn } from '../../functions/core/names.ts';
import { formatDuration } from '../../functions/core/schedule/duration.ts';
import { type OwnGrant, sessionText } from '../../functions/core/text/cli/session.ts';
import { conditionTexts } from '../../functions/core/text/conditions.ts';
import { plainText } from '../../functions/core/text/plain.ts';
import { addMinutes } from '../../functions/core/time.ts';
import type { Hub } from '../../functions/core/trust/policy-names.ts';
import { callerArn, principalOfCaller, type Session, tryAssume } from '../cli/aws-identity.ts';
import { Refused, Unreachable, UsageError } from '../cli/errors.ts';
import type { Io } from '../cli/io.ts';
import type { RoleUser } from '../cli/role-user.ts';
import { ownGrant } from './own-grant.ts';
import { couldHelp, createSecondFactor, type MfaOptions } from './second-factor.ts';

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
  readonly mfa: MfaOptions;
  /** The rule of the role, if a catalog is known. */
  readonly rule?: RoleRule;
}

/** A session, and when a program must request a new one. */
export interface UsableSession {
  readonly session: Session;
  readonly until: Date;
  /** Reads the end of the grant again. Undefined if the user cannot read it. */
  readEnd(): Promise<Date | undefined>;
}

const EVERY_MS = 3000;
/** Minutes after which a program must request new credentials if the end of the grant is unknown. */
const SHORT_MINUTES = 15;

/** When a session must be replaced: its own end or the end of the grant, whichever is earlier. */
const usableUntil = ({ expiration }: Session, own: OwnGrant, now: Date): Date => {
  const end = own.kind === 'time_box' ? own.endsAt : addMinutes(now, SHORT_MINUTES);
  return end < expiration ? end : expiration;
};

const refusalOf = (error: unknown): unknown => {
  const advice = sessionText.durationRefused((error as Error).message);
  return advice === undefined ? error : new UsageError(advice);
};

/**
 * A new session of the role for the calling user. Throws Refused with the reason, or UsageError for a duration that STS refuses.
 * No session is kept for later calls: the guard denies a session for good when its grant ends, even if a new grant
 * follows, and nothing that the user can read shows it.
 */
export const getSession = async (request: SessionRequest, io: Io): Promise<UsableSession> => {
  const { user, roleArn, name, rule } = request;
  const principal = principalOfCaller(await callerArn(user.sts));
  const input = { roleArn, sessionName: principal.sessionName, durationSeconds: request.durationSeconds };
  const factor = createSecondFactor(request.mfa, { user, principal, name, io });
  const mfa = rule && (rule.conditions?.mfa === undefined ? 'not required' : 'required');
  let secondFactor = await factor.passed();
  let waited = 0;
  for (;;) {
    const tried = await tryAssume(user.sts, { ...input, secondFactor }).catch((error: unknown) => {
      throw refusalOf(error);
    });
    const at = io.clock.now();
    const own = await ownGrant(user, principal, request, at);
    if (tried.kind === 'session') {
      const advice = secondFactor === undefined ? undefined : await factor.advice();
      if (advice !== undefined) io.err(advice);
      const readEnd = async (): Promise<Date | undefined> => {
        const grant = await ownGrant(user, principal, request, io.clock.now());
        return grant.kind === 'time_box' ? grant.endsAt : undefined;
      };
      return { session: tried.session, until: usableUntil(tried.session, own, at), readEnd };
    }
    if (
      secondFactor === undefined &&
      couldHelp(own, { ...defined({ mfa }), awsMessage: tried.why, isInteractive: io.isInteractive }, at)
    ) {
      secondFactor = await factor.ask(tried.why);
      if (secondFactor !== undefined) continue;
    }
    const conditions = rule === undefined ? [] : conditionTexts([rule]).map((line) => plainText(line));
    const why = sessionText.noAccess(name, own, at, { aws: tried.why, conditions });
    // A code works once, so the next try asks for another one.
    secondFactor = undefined;
    if (waited >= request.waitSeconds)
      throw waited === 0 ? new Refused(why) : new Unreachable(sessionText.waited(formatDuration(waited / 60), why));
    if (waited === 0) io.err(sessionText.waiting(why));
    await io.clock.pause(EVERY_MS);
    waited += EVERY_MS / 1000;
  }
};
