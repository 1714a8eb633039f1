import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import type { Credentials, LocalAws } from '../types.ts';
import { aLocalAws, PROD } from './a-local-aws.ts';
import { STATE, STATE_ROLE, stateSeed } from './a-state-bucket.ts';

export const kmsAs = (aws: LocalAws, credentials: Credentials, region = aws.region): KMSClient =>
  new KMSClient({ endpoint: aws.url, region, credentials, maxAttempts: 1 });

/** A world with a key in the account STATE, its owner, and a role of the account PROD without permissions for it. */
export const aKey = async (Policy?: object) => {
  const { aws } = await aLocalAws({}, stateSeed());
  const owner = kmsAs(aws, aws.rootCredentials(STATE));
  const { KeyMetadata } = await owner.send(
    new CreateKeyCommand(Policy === undefined ? {} : { Policy: JSON.stringify(Policy) }),
  );
  const session = aws.issueSession({ roleArn: STATE_ROLE, sessionName: 'alice' });
  return {
    aws,
    owner,
    role: kmsAs(aws, session),
    /** The inline policy of the role. */
    allowRole: (...Action: string[]) =>
      aws.editRole(STATE_ROLE, {
        inlinePolicies: {
          backend: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] },
        },
      }),
    otherOwner: kmsAs(aws, aws.rootCredentials(PROD)),
    arn: KeyMetadata?.Arn ?? '',
    keyId: KeyMetadata?.KeyId ?? '',
  };
};
