import { DescribeKeyCommand, GetKeyPolicyCommand, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { describe, expect, it } from 'vitest';
import { kmsAs } from '../testing/a-kms.ts';
import { aLocalAws, PROD, policy, refusal } from '../testing/a-local-aws.ts';
import { type S3Answer, s3As } from '../testing/a-signed-fetch.ts';
import { BUCKET, STATE, STATE_ROLE, stateSeed } from '../testing/a-state-bucket.ts';

const path = `/${BUCKET}/env/app.tfstate`;
const SSE = 'x-amz-server-side-encryption';
const KEY_ID = `${SSE}-aws-kms-key-id`;
const managed = { method: 'PUT', path, body: '{}', headers: { [SSE]: 'aws:kms' } };
const keyOf = ({ headers }: S3Answer): string => headers.get(KEY_ID) ?? '';

/** The owner of the state bucket, and the state role of another account, which may use every key by its own policies. */
const aBucketOfTwo = async () => {
  const { aws } = await aLocalAws({}, stateSeed());
  const everything = policy({ Effect: 'Allow', Action: ['s3:*', 'kms:*'], Resource: '*' });
  aws.editRole(STATE_ROLE, { inlinePolicies: { backend: everything } });
  const session = aws.issueSession({ roleArn: STATE_ROLE, sessionName: 'alice' });
  const root = aws.rootCredentials(STATE);
  return { aws, role: s3As(aws, session), owner: s3As(aws, root), kms: kmsAs(aws, root) };
};

describe('the key that AWS manages for S3', () => {
  it('encrypts objects for which aws:kms names no key, and is the same for all of them', async () => {
    const { owner, kms } = await aBucketOfTwo();

    const written = [await owner(managed), await owner({ ...managed, path: `/${BUCKET}/other` })];
    const read = await owner({ path });
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: 'alias/aws/s3' }));

    expect(written.map(keyOf)).toEqual([KeyMetadata?.Arn, KeyMetadata?.Arn]);
    expect([read.text, keyOf(read)]).toEqual(['{}', KeyMetadata?.Arn]);
    expect([KeyMetadata?.KeyManager, KeyMetadata?.AWSAccountId]).toEqual(['AWS', STATE]);
  });

  it('does not work for another account, even if its policies allow it', async () => {
    const { owner, role } = await aBucketOfTwo();
    const key = keyOf(await owner(managed));

    const refused = await role({ path });

    expect([refused.status, refused.code]).toEqual([403, 'AccessDenied']);
    expect(refused.message).toContain(`kms:Decrypt on resource: "${key}" because no resource-based policy allows`);
  });

  it('is that of the account that writes, so that the owner of the bucket cannot read the object', async () => {
    const { owner, role } = await aBucketOfTwo();

    const written = await role(managed);

    expect([written.status, keyOf(written).split(':')[4]]).toEqual([200, PROD]);
    expect([(await role({ path })).status, (await owner({ path })).code]).toEqual([200, 'AccessDenied']);
  });

  it('has a policy that its account can read and no one can change', async () => {
    const { owner, kms } = await aBucketOfTwo();
    const KeyId = keyOf(await owner(managed));
    const Policy = JSON.stringify(policy({ Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' }));

    const shown = await kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: 'default' }));
    const refused = await refusal(kms.send(new PutKeyPolicyCommand({ KeyId, PolicyName: 'default', Policy })));

    expect(shown.Policy).toContain('s3.us-east-1.amazonaws.com');
    expect(refused.code).toBe('AccessDeniedException');
  });

  it('is the default of a bucket that names no key', async () => {
    const { owner } = await aBucketOfTwo();
    const rule =
      '<ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm></ApplyServerSideEncryptionByDefault>';
    const body = `<ServerSideEncryptionConfiguration><Rule>${rule}</Rule></ServerSideEncryptionConfiguration>`;

    await owner({ method: 'PUT', path: `/${BUCKET}?encryption`, body });
    const shown = await owner({ path: `/${BUCKET}?encryption` });
    const byDefault = await owner({ method: 'PUT', path, body: '{}' });

    expect(shown.text).toContain('<SSEAlgorithm>aws:kms</SSEAlgorithm>');
    expect(shown.text).not.toContain('KMSMasterKeyID');
    expect(keyOf(byDefault)).toBe(keyOf(await owner(managed)));
  });
});
