import { decide } from '@assume-bot/local-aws/policy/decide';
import type { PolicyDocument } from '@assume-bot/local-aws/policy/document';
import type { Principal } from '../../functions/core/catalog/catalog.ts';
import { accountOf, nameOf, type RoleArn } from '../../functions/core/names.ts';
import type { MemoryIam } from '../support/memory-iam.ts';

/** Addresses inside and outside of the network that a role requires. */
export const FROM_OFFICE = '203.0.113.7';
export const FROM_ELSEWHERE = '198.51.100.7';

/** The beginning of the Sid of foreign statements in the histories. */
export const FOREIGN_SID = 'PermanentAccess';

const ALLOW_ALL: PolicyDocument = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
};
const ROLE_ID = 'AROATARGETROLE000000';
const SESSION_SECONDS = 3600;

const iso = (second: number): string => new Date(second * 1000).toISOString().replace('.000Z', 'Z');

/** A user as AWS identifies them. */
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
  const roleArn = user.roleArnPattern;
  const arn = `arn:aws:sts::${user.accountId}:assumed-role/${roleArn.split('/').at(-1)}/${user.sessionName}`;
  return {
    principal: { arn, accountId: user.accountId as string, roleArn },
    context: { 'aws:PrincipalArn': roleArn, 'aws:userid': `AROASIGNIN0000000000:${user.sessionName}` },
  };
};

/** Evaluates the policies that are now in IAM, for any second. */
export const createAwsDecisions = (iam: Pick<MemoryIam, 'trust' | 'rolePolicies' | 'userPolicies'>) => {
  const isManaged = (user: Principal) => user.kind === 'iam-user' && user.identity === 'managed';
  const ownPolicies = (user: Principal): readonly PolicyDocument[] =>
    user.kind === 'iam-user' && isManaged(user)
      ? (Object.values(iam.userPolicies(user.arn)) as PolicyDocument[])
      : [ALLOW_ALL];
  /** Foreign statements count only for managed users: their own policy must still deny access outside a time box. From elsewhere they do not count, because they have no conditions. */
  const trustFor = (user: Principal, role: RoleArn, from: string): PolicyDocument => {
    const Statement = (iam.trust(role)?.Statement ?? []).filter(
      ({ Sid }) => (isManaged(user) && from === FROM_OFFICE) || !String(Sid).startsWith(FOREIGN_SID),
    );
    return { Version: '2012-10-17', Statement } as PolicyDocument;
  };
  const guardOf = (role: RoleArn): readonly PolicyDocument[] => [
    ALLOW_ALL,
    ...(Object.values(iam.rolePolicies(role)) as PolicyDocument[]),
  ];

  return {
    mayAssume: (user: Principal, role: RoleArn, sessionName: string, at: number, from = FROM_OFFICE): boolean => {
      const { principal, context } = callerOf(user);
      const decision = decide({
        principal,
        action: 'sts:AssumeRole',
        resource: role,
        resourceAccount: accountOf(role),
        context: { ...context, 'aws:CurrentTime': iso(at), 'sts:RoleSessionName': sessionName, 'aws:SourceIp': from },
        identityPolicies: ownPolicies(user),
        resourcePolicy: trustFor(user, role, from),
        resourcePolicyIsRequired: true,
      });
      return decision === 'Allowed';
    },
    /** Whether a session that was issued at one second may make a call at another. */
    isAlive: (role: RoleArn, sessionName: string, issuedAt: number, at: number, action = 's3:ListAllMyBuckets') =>
      at < issuedAt + SESSION_SECONDS &&
      decide({
        principal: {
          arn: `arn:aws:sts::${accountOf(role)}:assumed-role/${nameOf(role)}/${sessionName}`,
          accountId: accountOf(role),
        },
        action,
        resource: action === 'sts:AssumeRole' ? role : '*',
        resourceAccount: accountOf(role),
        context: {
          'aws:CurrentTime': iso(at),
          'aws:TokenIssueTime': iso(issuedAt),
          'aws:userid': `${ROLE_ID}:${sessionName}`,
          'sts:RoleSessionName': 'another-name',
        },
        identityPolicies: guardOf(role),
      }) === 'Allowed',
  };
};
