import {
  CreateGrantCommand,
  type CreateGrantCommandInput,
  DecryptCommand,
  EncryptCommand,
  ListGrantsCommand,
  RevokeGrantCommand,
} from '@aws-sdk/client-kms';
import { describe, expect, it } from 'vitest';
import { aKey } from '../testing/a-kms.ts';
import { refusal } from '../testing/a-local-aws.ts';
import { STATE_ROLE } from '../testing/a-state-bucket.ts';

/** A key of one account with a grant of Decrypt for a role of another account. */
const aGrant = async (more: Partial<CreateGrantCommandInput> = {}, EncryptionContext?: Record<string, string>) => {
  const world = await aKey();
  const { owner, role, arn } = world;
  const plain = { KeyId: arn, Plaintext: Buffer.from('state'), ...(EncryptionContext ? { EncryptionContext } : {}) };
  const { CiphertextBlob } = await owner.send(new EncryptCommand(plain));
  const grant = { KeyId: arn, GranteePrincipal: STATE_ROLE, Operations: ['Decrypt' as const], ...more };
  const { GrantId } = await owner.send(new CreateGrantCommand(grant));
  const decrypt = (context = EncryptionContext) =>
    role.send(new DecryptCommand({ KeyId: arn, CiphertextBlob, ...(context ? { EncryptionContext: context } : {}) }));
  return { ...world, GrantId, plain, decrypt };
};

describe('a grant of a KMS key', () => {
  it('takes the place of the key policy for its operations, until it is revoked', async () => {
    const { allowRole, decrypt, role, owner, arn, GrantId, plain } = await aGrant();
    allowRole('kms:Decrypt', 'kms:Encrypt');

    const { Plaintext } = await decrypt();
    const other = await refusal(role.send(new EncryptCommand(plain)));
    const { Grants } = await owner.send(new ListGrantsCommand({ KeyId: arn }));
    await owner.send(new RevokeGrantCommand({ KeyId: arn, GrantId }));
    const revoked = await refusal(decrypt());

    expect(Buffer.from(Plaintext ?? []).toString()).toBe('state');
    expect(Grants).toMatchObject([{ GrantId, GranteePrincipal: STATE_ROLE, Operations: ['Decrypt'] }]);
    expect([other.message, revoked.message]).toEqual([
      expect.stringContaining('no resource-based policy allows the kms:Encrypt action'),
      expect.stringContaining('no resource-based policy allows the kms:Decrypt action'),
    ]);
  });

  it('does not take the place of the policies of a role of another account', async () => {
    const { decrypt, allowRole } = await aGrant();
    allowRole('s3:GetObject');

    expect((await refusal(decrypt())).message).toContain('no identity-based policy allows the kms:Decrypt action');
  });

  it('counts only for its encryption context', async () => {
    const bound = { Constraints: { EncryptionContextSubset: { 'aws:s3:arn': 'arn:aws:s3:::states/a' } } };
    const same = await aGrant(bound, { 'aws:s3:arn': 'arn:aws:s3:::states/a', more: 'pairs' });
    const other = await aGrant(bound, { 'aws:s3:arn': 'arn:aws:s3:::states/b' });
    for (const { allowRole } of [same, other]) allowRole('kms:Decrypt');

    expect((await same.decrypt()).KeyId).toBe(same.arn);
    expect((await refusal(other.decrypt())).code).toBe('AccessDeniedException');
  });

  it('names operations of symmetric keys', async () => {
    const { owner, arn } = await aKey();
    const grant = { KeyId: arn, GranteePrincipal: STATE_ROLE, Operations: [] };

    expect((await refusal(owner.send(new CreateGrantCommand(grant)))).code).toBe('ValidationException');
  });
});
