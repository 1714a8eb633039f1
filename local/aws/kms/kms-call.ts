import { randomBytes } from 'node:crypto';
import type { Call } from '../call.ts';
import { AwsError, notImplementedHere } from '../errors.ts';

/** A call to KMS, with the parameters of its body. */
export interface KmsCall extends Call {
  readonly body: Readonly<Record<string, unknown>>;
}

export type KmsOperation = (call: KmsCall) => object;

const invalid = (name: string, rule: string): AwsError =>
  new AwsError(
    'ValidationException',
    `1 validation error detected: Value at '${name}' failed to satisfy constraint: Member must ${rule}`,
  );

/** A text parameter; undefined if the request does not have it. */
export const textOf = ({ body }: KmsCall, name: string): string | undefined => {
  const value = body[name];
  if (value !== undefined && typeof value !== 'string') throw invalid(name, 'be a string');
  return value;
};

export const requiredText = (call: KmsCall, name: string): string => {
  const value = textOf(call, name);
  if (value === undefined || value === '') throw invalid(name, 'not be null');
  return value;
};

/** A parameter with bytes, as base64. KMS encrypts at most 4096 bytes. Source: AWS, KMS API Reference, Encrypt. */
export const requiredBytes = (call: KmsCall, name: string, maximum: number): Buffer => {
  const bytes = Buffer.from(requiredText(call, name), 'base64');
  if (bytes.length < 1) throw invalid(name, 'have length greater than or equal to 1');
  if (bytes.length > maximum) throw invalid(name, `have length less than or equal to ${maximum}`);
  return bytes;
};

/** The encryption context of a request; the pairs are text. */
export const encryptionContextOf = ({ body }: KmsCall, name = 'EncryptionContext'): Record<string, string> => {
  const pairs = Object.entries(body[name] ?? {});
  if (pairs.some(([, value]) => typeof value !== 'string')) throw invalid(name, 'be a map of strings');
  return Object.fromEntries(pairs);
};

/** The length of a data key in bytes. Source: AWS, KMS API Reference, GenerateDataKey: one of both parameters. */
export const dataKeyOf = (call: KmsCall): Buffer => {
  const spec = textOf(call, 'KeySpec');
  const bytes = call.body['NumberOfBytes'];
  if ((spec === undefined) === (bytes === undefined)) {
    throw new AwsError('ValidationException', 'Please specify either number of bytes or key spec.');
  }
  const length = spec === undefined ? Number(bytes) : { AES_256: 32, AES_128: 16 }[spec];
  if (length === undefined) throw invalid('KeySpec', 'satisfy enum value set: [AES_256, AES_128]');
  if (!Number.isInteger(length) || length < 1 || length > 1024) throw invalid('NumberOfBytes', 'be between 1 and 1024');
  return randomBytes(length);
};

/** Parameters that change the meaning of a call and are not implemented, with the values that change nothing. */
const PLAIN: Readonly<Record<string, unknown>> = {
  GrantTokens: undefined,
  Recipient: undefined,
  DryRun: false,
  DryRunModifiers: undefined,
  EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
  SourceEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
  DestinationEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
  CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
  KeyUsage: 'ENCRYPT_DECRYPT',
  Origin: 'AWS_KMS',
  CustomKeyStoreId: undefined,
  XksKeyId: undefined,
  MultiRegion: false,
};

/** Refuses parameters that this server does not implement. */
export const requireKnown = ({ body, operation }: KmsCall): void => {
  for (const [name, plain] of Object.entries(PLAIN)) {
    const value = body[name];
    if (value === undefined || value === plain || (Array.isArray(value) && value.length === 0)) continue;
    throw notImplementedHere(`${name} in ${operation}`);
  }
};
