import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AwsError } from '../errors.ts';

/** An encryption context: it is not stored in the ciphertext, and the same one is needed to decrypt. */
export type EncryptionContext = Readonly<Record<string, string>>;

const ALGORITHM = 'aes-256-gcm';
const FORMAT = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** KMS's InvalidCiphertextException has no message. */
export const invalidCiphertext = (): AwsError => new AwsError('InvalidCiphertextException', '');

/** The order of the pairs does not matter. Source: AWS, KMS Developer Guide, "Encryption context". */
const authenticated = (context: EncryptionContext): Buffer =>
  Buffer.from(JSON.stringify(Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))));

/** Encrypts with the material of a key. The blob is: format, length of the key ARN, key ARN, nonce, tag, encrypted bytes. */
export const seal = (keyArn: string, material: string, plaintext: Buffer, context: EncryptionContext): Buffer => {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, Buffer.from(material, 'base64'), iv);
  cipher.setAAD(authenticated(context));
  const encrypted = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const arn = Buffer.from(keyArn);
  return Buffer.concat([Buffer.from([FORMAT, arn.length]), arn, iv, cipher.getAuthTag(), encrypted]);
};

/** The ARN of the key that encrypted a blob. Throws InvalidCiphertextException for anything else. */
export const keyOfCiphertext = (blob: Buffer): string => {
  const arn = blob.toString('utf8', 2, 2 + (blob[1] ?? 0));
  if (blob[0] !== FORMAT || !arn.startsWith('arn:')) throw invalidCiphertext();
  return arn;
};

/** Decrypts a blob. Throws InvalidCiphertextException for another key, another encryption context or changed bytes. */
export const open = (material: string, blob: Buffer, context: EncryptionContext): Buffer => {
  const start = 2 + (blob[1] ?? 0);
  const [afterIv, afterTag] = [start + IV_BYTES, start + IV_BYTES + TAG_BYTES];
  try {
    const decipher = createDecipheriv(ALGORITHM, Buffer.from(material, 'base64'), blob.subarray(start, afterIv));
    decipher.setAAD(authenticated(context));
    decipher.setAuthTag(blob.subarray(afterIv, afterTag));
    return Buffer.concat([decipher.update(blob.subarray(afterTag)), decipher.final()]);
  } catch {
    throw invalidCiphertext();
  }
};
