import { decide } from '@assume-bot/local-aws/policy/decide';
import type { PolicyDocument } from '@assume-bot/local-aws/policy/document';
import type { Principal } from '../../functions/core/catalog/catalog.ts';
import { accountOf, nameOf, type RoleArn } from '../../functions/core/names.ts';
import { isoSeconds } from '../../functions/core/time.ts';
import type { MemoryIam } from './memory-iam.ts';

const ALLOW_ALL: PolicyDocument = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
};

const callerOf = (iam: MemoryIam, person: Principal) => {
  const { accountId } = person;
  if (person.kind === 'iam-user') {
    const own =
      person.identity === 'external'
        ? [ALLOW_ALL]
        : (Object.values(iam.userPolicies(person.arn)) as unknown as PolicyDocument[]);
    const context = {
      'aws:PrincipalArn': person.arn,
      'aws:userid': 'AIDAUSER000000000000',
      'aws:username': person.userName,
    };
    return { principal: { arn: person.arn as string, accountId }, context, own };
  }
  const roleArn = person.roleArnPattern.replaceAll('*', '').replaceAll('?', '0');
  const arn = `arn:aws:sts::${accountId}:assumed-role/${nameOf(roleArn as RoleArn)}/${person.sessionName}`;
  const context = { 'aws:PrincipalArn': roleArn, 'aws:userid': `AROASIGNIN0000000000:${person.sessionName}` };
  return { principal: { arn, accountId, roleArn }, context, own: [ALLOW_ALL] };
};

/** Whether STS would issue a session of the role to a user with their own session name, according to the memory IAM. */
export const mayAssume = (iam: MemoryIam, person: Principal, role: RoleArn, now: Date): boolean => {
  const { principal, context, own } = callerOf(iam, person);
  return (
    decide({
      principal,
      action: 'sts:AssumeRole',
      resource: role,
      resourceAccount: accountOf(role),
      context: { ...context, 'aws:CurrentTime': isoSeconds(now), 'sts:RoleSessionName': person.sessionName },
      identityPolicies: own,
      resourcePolicy: iam.trust(role) as unknown as PolicyDocument,
      resourcePolicyIsRequired: true,
    }) === 'Allowed'
  );
};

/** Whether a session of the role that was issued at this time still has access. */
export const mayAct = (iam: MemoryIam, person: Principal, role: RoleArn, issuedAt: Date, now: Date): boolean =>
  decide({
    principal: {
      arn: `arn:aws:sts::${accountOf(role)}:assumed-role/${nameOf(role)}/${person.sessionName}`,
      accountId: accountOf(role),
    },
    action: 's3:ListAllMyBuckets',
    resource: '*',
    resourceAccount: accountOf(role),
    context: {
      'aws:CurrentTime': isoSeconds(now),
      'aws:TokenIssueTime': isoSeconds(issuedAt),
      'aws:userid': `AROATARGETROLE000000:${person.sessionName}`,
    },
    identityPolicies: [ALLOW_ALL, ...(Object.values(iam.rolePolicies(role)) as unknown as PolicyDocument[])],
  }) === 'Allowed';
