import {
  DecryptCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  ReEncryptCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { describe, expect, it } from 'vitest';
import { aKey, kmsAs } from '../testing/a-kms.ts';
import { refusal } from '../testing/a-local-aws.ts';
import { STATE, STATE_KEY } from '../testing/a-state-bucket.ts';

const Plaintext = Buffer.from('secret');
const EncryptionContext = { app: 'billing', stage: 'prod' };

describe('a KMS key', () => {
  it('decrypts what it encrypted, with the same encryption context in any order', async () => {
    const { owner, keyId, arn } = await aKey();

    const { CiphertextBlob } = await owner.send(new EncryptCommand({ KeyId: keyId, Plaintext, EncryptionContext }));
    const read = await owner.send(
      new DecryptCommand({ CiphertextBlob, EncryptionContext: { stage: 'prod', app: 'billing' } }),
    );
    const wrong = [{ app: 'other' }, {}].map((context) =>
      refusal(owner.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: context }))),
    );

    expect([Buffer.from(read.Plaintext ?? []).toString(), read.KeyId]).toEqual(['secret', arn]);
    expect((await Promise.all(wrong)).map(({ code }) => code)).toEqual(Array(2).fill('InvalidCiphertextException'));
  });

  it('refuses ciphertext of another key, changed bytes and text that it did not encrypt', async () => {
    const { owner, keyId } = await aKey();
    const { CiphertextBlob = new Uint8Array() } = await owner.send(new EncryptCommand({ KeyId: keyId, Plaintext }));
    const changed = Buffer.from(CiphertextBlob);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;

    const answers = [
      new DecryptCommand({ CiphertextBlob, KeyId: STATE_KEY }),
      new DecryptCommand({ CiphertextBlob: changed }),
      new DecryptCommand({ CiphertextBlob: Buffer.from('text') }),
    ].map((command) => refusal(owner.send(command)));

    expect((await Promise.all(answers)).map(({ code }) => code)).toEqual([
      'IncorrectKeyException',
      'InvalidCiphertextException',
      'InvalidCiphertextException',
    ]);
  });

  it('makes data keys that it decrypts again, and encrypts with another key without showing the text', async () => {
    const { owner, keyId } = await aKey();
    const decrypt = async (CiphertextBlob: Uint8Array | undefined) =>
      Buffer.from((await owner.send(new DecryptCommand({ CiphertextBlob }))).Plaintext ?? []);

    const dataKey = await owner.send(new GenerateDataKeyCommand({ KeyId: keyId, KeySpec: 'AES_256' }));
    const hidden = await owner.send(new GenerateDataKeyWithoutPlaintextCommand({ KeyId: keyId, NumberOfBytes: 20 }));
    const again = await owner.send(
      new ReEncryptCommand({ CiphertextBlob: dataKey.CiphertextBlob, DestinationKeyId: STATE_KEY }),
    );

    expect(dataKey.Plaintext).toHaveLength(32);
    expect((await decrypt(dataKey.CiphertextBlob)).equals(dataKey.Plaintext ?? Buffer.alloc(0))).toBe(true);
    expect(await decrypt(hidden.CiphertextBlob)).toHaveLength(20);
    expect(again.KeyId).toBe(STATE_KEY);
    expect((await decrypt(again.CiphertextBlob)).equals(dataKey.Plaintext ?? Buffer.alloc(0))).toBe(true);
  });

  it('cannot be used while it is disabled or waits for its deletion', async () => {
    const { owner, keyId, arn } = await aKey();
    const encrypt = () => owner.send(new EncryptCommand({ KeyId: keyId, Plaintext }));

    await owner.send(new DisableKeyCommand({ KeyId: keyId }));
    const disabled = await refusal(encrypt());
    await owner.send(new EnableKeyCommand({ KeyId: keyId }));
    const enabled = await encrypt();
    await owner.send(new ScheduleKeyDeletionCommand({ KeyId: keyId, PendingWindowInDays: 7 }));
    const pending = await refusal(encrypt());

    expect(enabled.KeyId).toBe(arn);
    expect([disabled, pending]).toEqual([
      { code: 'DisabledException', message: `${arn} is disabled.` },
      { code: 'KMSInvalidStateException', message: `${arn} is pending deletion.` },
    ]);
  });

  it('exists only in its region', async () => {
    const { aws, keyId, arn, owner } = await aKey();
    const { CiphertextBlob } = await owner.send(new EncryptCommand({ KeyId: keyId, Plaintext }));
    const elsewhere = kmsAs(aws, aws.rootCredentials(STATE), 'eu-west-1');

    const byId = await refusal(elsewhere.send(new EncryptCommand({ KeyId: keyId, Plaintext })));
    const byArn = await refusal(elsewhere.send(new EncryptCommand({ KeyId: arn, Plaintext })));
    const decryption = await refusal(elsewhere.send(new DecryptCommand({ CiphertextBlob })));

    expect([byId, byArn]).toEqual([
      { code: 'NotFoundException', message: `Key '${arn.replace('us-east-1', 'eu-west-1')}' does not exist` },
      { code: 'NotFoundException', message: 'Invalid arn us-east-1' },
    ]);
    expect(decryption.message).toContain('does not exist in this region');
  });

  it('refuses parameters that are not imitated', async () => {
    const { owner, keyId } = await aKey();

    const refused = await refusal(owner.send(new EncryptCommand({ KeyId: keyId, Plaintext, GrantTokens: ['x'] })));
    const tooLong = await refusal(owner.send(new EncryptCommand({ KeyId: keyId, Plaintext: new Uint8Array(4097) })));

    expect([refused.message, tooLong.code]).toEqual([
      'The local AWS does not implement GrantTokens in Encrypt.',
      'ValidationException',
    ]);
  });
});
