import { decide } from '@assume-bot/local-aws/policy/decide';
import type { PolicyDocument as EvaluatedPolicy } from '@assume-bot/local-aws/policy/document';
import type { Principal } from '../../../functions/core/catalog/catalog.ts';
import { accountOf, type UserArn } from '../../../functions/core/names.ts';
import { addSeconds, isoSeconds } from '../../../functions/core/time.ts';
import type { PolicyDocument } from '../../../functions/core/trust/documents.ts';
import { type Grant, isOpen } from '../../../functions/core/trust/grant.ts';
import type { ObservedRole } from '../../../functions/core/trust/observed.ts';
import { planRole, type RolePlan } from '../../../functions/core/trust/plan-role.ts';
import { planUser } from '../../../functions/core/trust/plan-user.ts';
import { DEFAULT_HUB } from '../../../functions/core/trust/policy-names.ts';
import { withLongestSession } from '../../../functions/core/trust/retention.ts';
import type { UserEntry } from '../../../functions/core/trust/user-access.ts';
import { idOf, ROLE } from '../../support/builders.ts';
import { access, aGrant, anObservedRole, anObservedUser, applied, appliedToUser, type PresentUser } from './a-plan.ts';

/** A session of the role: its user, session name and issue time. */
export interface Opened {
  readonly by: Principal;
  readonly sessionName: string;
  readonly issuedAt: Date;
  /** The session length. Default: the current maximum of the role. */
  readonly lastsSeconds?: number;
}

const ALLOW_ALL: EvaluatedPolicy = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
};
const evaluated = (document: PolicyDocument | undefined): readonly EvaluatedPolicy[] =>
  document === undefined ? [] : [document as EvaluatedPolicy];

const ROLE_ID = 'AROATARGETROLE000000';

type IamUser = Extract<Principal, { kind: 'iam-user' }>;
const managed = (principal: Principal | undefined): IamUser | undefined =>
  principal?.kind === 'iam-user' && principal.identity === 'managed' ? principal : undefined;

/** The user's side of a grant. */
const entryOf = ({ requestId, by, principal, startsAt, endsAt, roleArn, state }: Grant): UserEntry => ({
  requestId,
  by,
  sessionName: principal.sessionName,
  startsAt,
  endsAt,
  roles: [{ arn: roleArn, state }],
});

/** A caller as AWS identifies them. */
const callerOf = (user: Principal) => {
  if (user.kind === 'iam-user')
    return {
      principal: { arn: user.arn as string, accountId: user.accountId as string },
      context: {
        'aws:PrincipalArn': user.arn,
        'aws:userid': 'AIDAUSER000000000000',
        'aws:username': user.userName,
      },
    };
  const roleArn = user.roleArnPattern.replaceAll('*', '').replaceAll('?', '0');
  const arn = `arn:aws:sts::${user.accountId}:assumed-role/${roleArn.split('/').at(-1)}/${user.sessionName}`;
  return {
    principal: { arn, accountId: user.accountId as string, roleArn },
    context: { 'aws:PrincipalArn': roleArn, 'aws:userid': `AROASIGNIN0000000000:${user.sessionName}` },
  };
};

/**
 * One role over time: the stored grants, the state of IAM, and whether AWS allows a call at any time. The test decides
 * when the worker runs.
 */
export const aRoleInTime = (options: Partial<ObservedRole> = {}) => {
  let rows: Grant[] = [];
  let role: ObservedRole = anObservedRole(options);
  let requested = 0;
  /** The maximum session length that an earlier run read. */
  let longestSeconds: number | undefined;

  const users = new Map<UserArn, PresentUser>();
  const userOf = ({ arn, userName }: IamUser): PresentUser =>
    users.get(arn) ?? anObservedUser({ userArn: arn, userName });

  return {
    rows: (): readonly Grant[] => rows,
    role: (): ObservedRole => role,
    /** Resets the stored grants to an earlier state, as a restored table does. IAM does not change. */
    restore: (earlier: readonly Grant[]): void => {
      rows = [...earlier];
    },
    /** Another principal edits the role. */
    edit: (changes: Partial<ObservedRole>): void => {
      role = { ...role, ...changes };
    },
    /** Sets the user's side. */
    setUser: (user: PresentUser): void => {
      users.set(user.userArn, user);
    },
    /** Another principal deletes the guard. */
    dropGuard: (): void => {
      role = applied(role, [{ kind: 'delete_guard', roleArn: ROLE }]);
    },
    /** Stores a grant, as an approval does. */
    add: (principal: Principal, startsAt: Date, endsAt: Date): Grant => {
      requested += 1;
      const grant = aGrant({
        requestId: idOf(requested),
        principal,
        state: 'wanted',
        startsAt: isoSeconds(startsAt),
        endsAt: isoSeconds(endsAt),
      });
      rows = [...rows, grant];
      return grant;
    },
    /** Brings the end of a grant forward, as the End button does. */
    end: ({ requestId }: Grant, at: Date): void => {
      rows = rows.map((row) => (row.requestId === requestId && at < row.endsAt ? { ...row, endsAt: at } : row));
    },
    /** Runs the worker of the role, then of the user. `writes` interrupts them after that number of writes. */
    reconcile: (now: Date, writes = Number.POSITIVE_INFINITY): RolePlan => {
      const observed = withLongestSession(role, rows, longestSeconds);
      const plan = planRole(rows, observed, { hub: DEFAULT_HUB, terms: {} }, now);
      const refused = new Set(plan.refused.map(({ grant }) => grant));
      const finished = new Set(plan.finished.map(({ requestId }) => requestId));
      rows = rows.map((row) =>
        refused.has(row) ? { ...row, state: 'refused', endsAt: now < row.endsAt ? now : row.endsAt } : row,
      );
      role = applied(role, plan.steps.slice(0, writes));
      let left = writes - plan.steps.length;
      const known = rows;
      if (left >= 0) {
        longestSeconds = observed.maxSessionSeconds;
        rows = rows
          .filter((row) => isOpen(row, now) || !finished.has(row.requestId))
          .map((row): Grant => {
            if (!isOpen(row, now)) return row.closedAt === undefined ? { ...row, closedAt: now } : row;
            return row.state === 'wanted' ? { ...row, state: 'confirmed' } : row;
          });
        for (const [arn, own] of Map.groupBy(known, ({ principal }) => managed(principal)?.arn)) {
          const principal = managed(own[0]?.principal);
          if (arn === undefined || principal === undefined || left < 0) continue;
          const user = userOf(principal);
          const { steps } = planUser(own.map(entryOf), user, DEFAULT_HUB, now);
          users.set(arn, appliedToUser(user, steps.slice(0, left)));
          left -= steps.length;
        }
      }
      return plan;
    },
    /** Whether STS would issue a session to a user under a session name. */
    mayAssume: (user: Principal, sessionName: string, now: Date): boolean => {
      const { principal, context } = callerOf(user);
      const own = managed(user);
      return (
        decide({
          principal,
          action: 'sts:AssumeRole',
          resource: ROLE,
          resourceAccount: accountOf(ROLE),
          context: { ...context, 'aws:CurrentTime': now.toISOString(), 'sts:RoleSessionName': sessionName },
          identityPolicies: own === undefined ? [ALLOW_ALL] : evaluated(access(userOf(own))),
          resourcePolicy: role.trust as EvaluatedPolicy,
          resourcePolicyIsRequired: true,
        }) === 'Allowed'
      );
    },
    /** Whether a session can still make calls. */
    mayAct: ({ sessionName, issuedAt, lastsSeconds }: Opened, now: Date): boolean =>
      now < addSeconds(issuedAt, lastsSeconds ?? role.maxSessionSeconds) &&
      decide({
        principal: {
          arn: `arn:aws:sts::${accountOf(ROLE)}:assumed-role/s3-list-role/${sessionName}`,
          accountId: accountOf(ROLE),
        },
        action: 's3:ListAllMyBuckets',
        resource: '*',
        resourceAccount: accountOf(ROLE),
        context: {
          'aws:CurrentTime': now.toISOString(),
          'aws:TokenIssueTime': isoSeconds(issuedAt),
          'aws:userid': `${ROLE_ID}:${sessionName}`,
        },
        identityPolicies: [ALLOW_ALL, ...evaluated(role.guard)],
      }) === 'Allowed',
  };
};
