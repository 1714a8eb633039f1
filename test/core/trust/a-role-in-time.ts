import type { Principal } from '../../../functions/core/catalog/catalog.ts';
import type { Grant } from '../../../functions/core/grant.ts';
import { isOpen } from '../../../functions/core/grant.ts';
import { accountOf } from '../../../functions/core/names.ts';
import { addSeconds, isoSeconds } from '../../../functions/core/time.ts';
import type { PolicyDocument } from '../../../functions/core/trust/documents.ts';
import { withLongestSession } from '../../../functions/core/trust/kept.ts';
import type { ObservedIdentity, ObservedRole, Step } from '../../../functions/core/trust/observed.ts';
import type { RolePlan } from '../../../functions/core/trust/plan.ts';
import { planRole } from '../../../functions/core/trust/plan.ts';
import { decide } from '../../../local/aws/policy/decide.ts';
import type { PolicyDocument as EvaluatedPolicy } from '../../../local/aws/policy/document.ts';
import { aGrant, anObservedRole, idOf, ROLE } from '../../support/builders.ts';

/** A session of the role: who really opened it, under which name and when. */
export interface Opened {
  readonly by: Principal;
  readonly sessionName: string;
  readonly issuedAt: Date;
  /** How long STS gave it; as long as the role allows now where it is not told. */
  readonly lastsSeconds?: number;
}

const ALLOW_ALL: EvaluatedPolicy = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
};
const evaluated = (document: PolicyDocument | undefined): readonly EvaluatedPolicy[] =>
  document === undefined ? [] : [document as EvaluatedPolicy];

const ROLE_ID = 'AROATARGETROLE000000';

/** Who calls, as AWS would see them. */
const callerOf = (person: Principal) => {
  if (person.kind === 'iam-user')
    return {
      principal: { arn: person.arn as string, accountId: person.accountId as string },
      context: {
        'aws:PrincipalArn': person.arn,
        'aws:userid': 'AIDAUSER000000000000',
        'aws:username': person.userName,
      },
    };
  const roleArn = person.roleArnPattern.replaceAll('*', '').replaceAll('?', '0');
  const arn = `arn:aws:sts::${person.accountId}:assumed-role/${roleArn.split('/').at(-1)}/${person.sessionName}`;
  return {
    principal: { arn, accountId: person.accountId as string, roleArn },
    context: { 'aws:PrincipalArn': roleArn, 'aws:userid': `AROASIGNIN0000000000:${person.sessionName}` },
  };
};

/**
 * One role from the first grant to the last: the stored grants, what stands in IAM, and what AWS makes of it at any
 * moment. The worker may stay away as long as a test likes.
 */
export const aRoleInTime = (options: Partial<ObservedRole> = {}) => {
  let rows: Grant[] = [];
  let role: ObservedRole = anObservedRole(options);
  let asked = 0;
  /** The longest session that an earlier run has seen the role allow. */
  let longestSeconds: number | undefined;

  const identityOf = (person: Principal): ObservedIdentity =>
    (person.kind === 'iam-user' ? role.identities[person.arn] : undefined) ?? { kind: 'present', otherChars: 0 };
  const write = (step: Step): void => {
    const { guard: _, ...unguarded } = role;
    switch (step.kind) {
      case 'put_guard':
        role = { ...role, guard: step.document };
        return;
      case 'delete_guard':
        role = unguarded;
        return;
      case 'put_trust':
        role = { ...role, trust: step.document };
        return;
      case 'put_identity':
      case 'delete_identity': {
        const ours = step.kind === 'put_identity' ? { ours: step.document } : {};
        role = {
          ...role,
          identities: { ...role.identities, [step.userArn]: { kind: 'present', otherChars: 0, ...ours } },
        };
        return;
      }
      default:
        step satisfies never;
    }
  };
  /** The person's side is looked at for all of them: what was never written is there with nothing of ours. */
  const looked = (): ObservedRole => ({
    ...withLongestSession(role, rows, longestSeconds),
    identities: Object.fromEntries(
      rows.flatMap(({ principal }) =>
        principal.kind === 'iam-user' && principal.identity === 'managed'
          ? [[principal.arn, identityOf(principal)]]
          : [],
      ),
    ),
  });

  return {
    rows: (): readonly Grant[] => rows,
    role: (): ObservedRole => role,
    /** Puts the stored grants back to what they were, as a restored table does. IAM knows nothing of it. */
    restore: (earlier: readonly Grant[]): void => {
      rows = [...earlier];
    },
    /** Somebody else edits the role. */
    edit: (changes: Partial<ObservedRole>): void => {
      role = { ...role, ...changes };
    },
    /** Somebody else takes the guard away. */
    dropGuard: (): void => write({ kind: 'delete_guard', roleArn: ROLE }),
    /** Stores a grant, as the decision of a request does. */
    add: (principal: Principal, startsAt: Date, endsAt: Date): Grant => {
      asked += 1;
      const grant = aGrant({
        requestId: idOf(asked),
        principal,
        state: 'wanted',
        startsAt: isoSeconds(startsAt),
        endsAt: isoSeconds(endsAt),
      });
      rows = [...rows, grant];
      return grant;
    },
    /** Brings the end of a grant forward, as somebody who presses End does. */
    end: ({ requestId }: Grant, at: Date): void => {
      rows = rows.map((row) => (row.requestId === requestId && at < row.endsAt ? { ...row, endsAt: at } : row));
    },
    /** One run of the worker; `writes` lets it be cut off after so many. */
    reconcile: (now: Date, writes = Number.POSITIVE_INFINITY): RolePlan => {
      const observed = looked();
      const plan = planRole(rows, observed, now);
      const refused = new Set(plan.refused.map(({ grant }) => grant));
      const finished = new Set(plan.finished.map(({ requestId }) => requestId));
      rows = rows.map((row) =>
        refused.has(row) ? { ...row, state: 'refused', endsAt: now < row.endsAt ? now : row.endsAt } : row,
      );
      for (const step of plan.steps.slice(0, writes)) write(step);
      if (writes < plan.steps.length) return plan;
      longestSeconds = observed.maxSessionSeconds;
      const isLeft = (row: Grant) => isOpen(row, now) || (plan.blocked !== undefined && row.closedAt === undefined);
      rows = rows
        .filter((row) => isLeft(row) || !finished.has(row.requestId))
        .map((row): Grant => {
          if (!isOpen(row, now))
            return row.closedAt !== undefined || isLeft(row) ? row : { ...row, identityCleared: true, closedAt: now };
          return row.state === 'wanted' && plan.blocked === undefined ? { ...row, state: 'confirmed' } : row;
        });
      return plan;
    },
    /** Whether STS would give a person a session under a name. */
    mayAssume: (person: Principal, sessionName: string, now: Date): boolean => {
      const { principal, context } = callerOf(person);
      const identity = identityOf(person);
      const own = person.kind === 'iam-user' && person.identity === 'managed';
      return (
        decide({
          principal,
          action: 'sts:AssumeRole',
          resource: ROLE,
          resourceAccount: accountOf(ROLE),
          context: { ...context, 'aws:CurrentTime': now.toISOString(), 'sts:RoleSessionName': sessionName },
          identityPolicies: own ? evaluated(identity.kind === 'present' ? identity.ours : undefined) : [ALLOW_ALL],
          resourcePolicy: role.trust as EvaluatedPolicy,
          resourcePolicyIsRequired: true,
        }) === 'Allowed'
      );
    },
    /** Whether a session can still do something. */
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
