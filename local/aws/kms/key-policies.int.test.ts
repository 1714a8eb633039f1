import {
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GetKeyPolicyCommand,
  PutKeyPolicyCommand,
} from '@aws-sdk/client-kms';
import { describe, expect, it } from 'vitest';
import { aKey } from '../testing/a-kms.ts';
import { PROD, policy, refusal } from '../testing/a-local-aws.ts';
import { STATE, STATE_ROLE } from '../testing/a-state-bucket.ts';

const session = `arn:aws:sts::${PROD}:assumed-role/tf-state/alice`;
const root = {
  Effect: 'Allow' as const,
  Principal: { AWS: `arn:aws:iam::${STATE}:root` },
  Action: 'kms:*',
  Resource: '*',
};
const toRole = (Condition?: Record<string, Record<string, string | readonly string[]>>) => ({
  Effect: 'Allow' as const,
  Principal: { AWS: STATE_ROLE },
  Action: ['kms:Encrypt', 'kms:DescribeKey'],
  Resource: '*',
  ...(Condition === undefined ? {} : { Condition }),
});
const encryption = (KeyId: string, EncryptionContext?: Record<string, string>) =>
  new EncryptCommand({ KeyId, Plaintext: Buffer.from('x'), EncryptionContext });

describe('a key policy', () => {
  it('gives the account of the key every permission by default', async () => {
    const { owner, keyId } = await aKey();

    const { Policy = '' } = await owner.send(new GetKeyPolicyCommand({ KeyId: keyId }));

    expect(JSON.parse(Policy)).toEqual(policy({ Sid: 'Enable IAM User Permissions', ...root }));
  });

  it('must allow a role of another account, whose own policies must allow it too', async () => {
    const { role, owner, arn, allowRole } = await aKey();
    allowRole('kms:*');
    const byDefault = await refusal(role.send(encryption(arn)));
    await owner.send(new PutKeyPolicyCommand({ KeyId: arn, Policy: JSON.stringify(policy(root, toRole())) }));
    const allowed = await role.send(encryption(arn));
    allowRole('s3:*');
    const withoutOwn = await refusal(role.send(encryption(arn)));

    const refused = `User: ${session} is not authorized to perform: kms:Encrypt on resource: ${arn} because no`;
    expect(byDefault.code).toBe('AccessDeniedException');
    expect(byDefault.message).toBe(`${refused} resource-based policy allows the kms:Encrypt action`);
    expect(allowed.KeyId).toBe(arn);
    expect(withoutOwn.message).toBe(`${refused} identity-based policy allows the kms:Encrypt action`);
  });

  it('leaves the account of the key without access if it names neither the account nor the caller', async () => {
    const { owner } = await aKey();
    const { KeyMetadata } = await owner.send(
      new CreateKeyCommand({ Policy: JSON.stringify(policy(toRole())), BypassPolicyLockoutSafetyCheck: true }),
    );

    const answer = await refusal(owner.send(new DescribeKeyCommand({ KeyId: KeyMetadata?.KeyId })));

    expect(answer.message).toContain('because no resource-based policy allows the kms:DescribeKey action');
  });

  it.each([
    ['the service that uses the key', { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } }, false],
    ['another account', { StringEquals: { 'kms:CallerAccount': STATE } }, false],
    ['the account of the caller', { StringEquals: { 'kms:CallerAccount': PROD } }, true],
    ['the encryption context', { StringEquals: { 'kms:EncryptionContext:app': 'billing' } }, true],
    ['another encryption context', { StringEquals: { 'kms:EncryptionContext:app': 'other' } }, false],
    [
      'the keys of the encryption context',
      { 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': 'app' } },
      true,
    ],
  ])('can be limited to %s', async (_, condition, isAllowed) => {
    const { role, arn, allowRole } = await aKey(policy(root, toRole(condition)));
    allowRole('kms:*');

    const answer = role.send(encryption(arn, { app: 'billing' }));

    if (isAllowed) expect((await answer).KeyId).toBe(arn);
    else expect((await refusal(answer)).code).toBe('AccessDeniedException');
  });

  it('hides the key of a ciphertext from callers of other accounts that it does not allow', async () => {
    const { role, owner, arn, allowRole } = await aKey();
    allowRole('kms:*');
    const { CiphertextBlob } = await owner.send(encryption(arn));

    const answer = await refusal(role.send(new DecryptCommand({ CiphertextBlob })));

    expect(answer).toEqual({
      code: 'AccessDeniedException',
      message:
        'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.',
    });
  });

  it('can be managed by its own account only', async () => {
    const { otherOwner, arn } = await aKey(policy(root, { ...root, Principal: { AWS: `arn:aws:iam::${PROD}:root` } }));

    const described = await otherOwner.send(new DescribeKeyCommand({ KeyId: arn }));
    const read = await refusal(otherOwner.send(new GetKeyPolicyCommand({ KeyId: arn })));

    expect([described.KeyMetadata?.AWSAccountId, read.code]).toEqual([STATE, 'AccessDeniedException']);
  });

  it.each([
    ['would lock its writer out', policy(toRole()), 'The new key policy will not allow you to update the key policy'],
    [
      'names a principal that does not exist',
      policy(root, { ...root, Principal: { AWS: `${STATE_ROLE}-unknown` } }),
      'Policy contains a statement with one or more invalid principals.',
    ],
  ])('that %s is refused', async (_, document, message) => {
    const { owner, arn } = await aKey();

    const answer = await refusal(owner.send(new PutKeyPolicyCommand({ KeyId: arn, Policy: JSON.stringify(document) })));

    expect(answer.code).toBe('MalformedPolicyDocumentException');
    expect(answer.message).toContain(message);
  });
});
