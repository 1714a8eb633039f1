import { AwsError } from '../errors.ts';
import { type EncryptionContext, keyOfCiphertext, open, seal } from './ciphertext.ts';
import { keyByArn, namedKey, newKeyMaterial, type OwnedKey, requireEnabled } from './keys.ts';
import {
  dataKeyOf,
  encryptionContextOf,
  type KmsCall,
  type KmsOperation,
  requiredBytes,
  requiredText,
  textOf,
} from './kms-call.ts';
import { explainKey, requireOnKey } from './permission.ts';

const MAX_PLAINTEXT = 4096;
const MAX_CIPHERTEXT = 6144;
const SYMMETRIC = 'SYMMETRIC_DEFAULT';

/** The material of a key. A key in a state file of an earlier release gets its material here. */
const materialOf = ({ key }: OwnedKey): string => {
  key.material ??= newKeyMaterial();
  return key.material;
};

const encryptWith = (key: OwnedKey, bytes: Buffer, context: EncryptionContext): string =>
  seal(key.arn, materialOf(key), bytes, context).toString('base64');

/** The key that a request names, if the caller may use it and it is enabled. */
const usableKey = (call: KmsCall, parameter: string, action: `kms:${string}`, context: EncryptionContext): OwnedKey => {
  const key = namedKey(call, requiredText(call, parameter));
  requireOnKey(call, key, { action, encryptionContext: context });
  requireEnabled(key);
  return key;
};

/**
 * The key that encrypted the blob. A key that the request names must be that key. Without a name, a caller of another account who
 * has no permission learns nothing about the key. Source: AWS, KMS API Reference, Decrypt; the message is known from public reports.
 */
const decryptingKey = (call: KmsCall, blob: Buffer, action: `kms:${string}`, context: EncryptionContext): OwnedKey => {
  const hidden = new AwsError(
    'AccessDeniedException',
    'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.',
  );
  const name = action === 'kms:Decrypt' ? 'KeyId' : 'SourceKeyId';
  const keyId = textOf(call, name);
  const used = keyOfCiphertext(blob);
  const key = keyId === undefined ? keyByArn(call.store.state, used) : namedKey(call, keyId);
  if (!key || key.arn.split(':')[3] !== call.facts.region) throw hidden;
  const access = { action, encryptionContext: context };
  const isForeign = key.owner.id !== call.caller.account.id;
  if (keyId === undefined && isForeign && explainKey(call, key, access).decision !== 'Allowed') throw hidden;
  requireOnKey(call, key, access);
  requireEnabled(key);
  if (key.arn !== used) {
    throw new AwsError(
      'IncorrectKeyException',
      'The key ID in the request does not identify a CMK that can perform this operation.',
    );
  }
  return key;
};

const encrypt: KmsOperation = (call) => {
  const context = encryptionContextOf(call);
  const plaintext = requiredBytes(call, 'Plaintext', MAX_PLAINTEXT);
  const key = usableKey(call, 'KeyId', 'kms:Encrypt', context);
  return {
    CiphertextBlob: encryptWith(key, plaintext, context),
    KeyId: key.arn,
    EncryptionAlgorithm: SYMMETRIC,
  };
};

const decrypt: KmsOperation = (call) => {
  const context = encryptionContextOf(call);
  const blob = requiredBytes(call, 'CiphertextBlob', MAX_CIPHERTEXT);
  const key = decryptingKey(call, blob, 'kms:Decrypt', context);
  const plaintext = open(materialOf(key), blob, context);
  return { KeyId: key.arn, Plaintext: plaintext.toString('base64'), EncryptionAlgorithm: SYMMETRIC };
};

const generateDataKey: KmsOperation = (call) => {
  const context = encryptionContextOf(call);
  const key = usableKey(call, 'KeyId', `kms:${call.operation}`, context);
  const dataKey = dataKeyOf(call);
  const answer = { CiphertextBlob: encryptWith(key, dataKey, context), KeyId: key.arn };
  return call.operation === 'GenerateDataKey' ? { ...answer, Plaintext: dataKey.toString('base64') } : answer;
};

/** Source: AWS, KMS API Reference, ReEncrypt: kms:ReEncryptFrom on the source key, kms:ReEncryptTo on the destination key. */
const reEncrypt: KmsOperation = (call) => {
  const [from, to] = ['SourceEncryptionContext', 'DestinationEncryptionContext'].map((name) =>
    encryptionContextOf(call, name),
  );
  const blob = requiredBytes(call, 'CiphertextBlob', MAX_CIPHERTEXT);
  const source = decryptingKey(call, blob, 'kms:ReEncryptFrom', from ?? {});
  const destination = usableKey(call, 'DestinationKeyId', 'kms:ReEncryptTo', to ?? {});
  return {
    CiphertextBlob: encryptWith(destination, open(materialOf(source), blob, from ?? {}), to ?? {}),
    SourceKeyId: source.arn,
    KeyId: destination.arn,
    SourceEncryptionAlgorithm: SYMMETRIC,
    DestinationEncryptionAlgorithm: SYMMETRIC,
  };
};

/** The cryptographic operations. All of them can be used across accounts. */
export const cryptographicOperations: Readonly<Record<string, KmsOperation>> = {
  Encrypt: encrypt,
  Decrypt: decrypt,
  GenerateDataKey: generateDataKey,
  GenerateDataKeyWithoutPlaintext: generateDataKey,
  ReEncrypt: reEncrypt,
};
