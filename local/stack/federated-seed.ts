import type { RoleSeed } from '@assume-bot/local-aws/seed-types';
import type { LocalAws } from '@assume-bot/local-aws/types';

/** A user with a session instead of an IAM user. */
export interface FederatedPerson {
  readonly kind: 'federated';
  readonly accountId: string;
  readonly roleArnPattern: string;
  readonly sessionName: string;
}

/** A role name that matches an ARN pattern: `*` is removed, and `?` becomes one character. */
export const sourceRoleArn = (pattern: string): string => {
  let next = 0;
  return pattern.replaceAll('*', '').replaceAll('?', () => {
    next += 1;
    return (next % 16).toString(16);
  });
};

/** The sign-in role of a federated user. Only the identity provider can assume it. */
export const sourceRole = (person: FederatedPerson): RoleSeed => {
  const [, ...parts] = (sourceRoleArn(person.roleArnPattern).split(':')[5] ?? '').split('/');
  const name = parts.pop() ?? '';
  return {
    name,
    path: parts.length === 0 ? '/' : `/${parts.join('/')}/`,
    trustPolicy: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Federated: `arn:aws:iam::${person.accountId}:saml-provider/sign-in` },
          Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession'],
        },
      ],
    },
    maxSessionDurationSeconds: 43_200,
    inlinePolicies: {
      'assume-elsewhere': {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: ['sts:AssumeRole', 'iam:ListRoles'], Resource: '*' }],
      },
    },
  };
};

/** The session that the user's sign-in would create. */
export const signIn = (aws: Pick<LocalAws, 'issueSession'>, person: FederatedPerson, durationSeconds = 43_200) =>
  aws.issueSession({
    roleArn: sourceRoleArn(person.roleArnPattern),
    sessionName: person.sessionName,
    durationSeconds,
  });
