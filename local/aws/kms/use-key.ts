import type { Call } from '../call.ts';
import { AwsError } from '../errors.ts';
import { namedKey, requireEnabled } from './keys.ts';
import { requireOnKey } from './permission.ts';

export interface KeyUse {
  readonly keyArn: string;
  readonly action: `kms:${string}`;
  /** The service that uses the key for the caller, as in its endpoint: `s3`, `secretsmanager`. */
  readonly service: string;
  readonly encryptionContext?: Readonly<Record<string, string>>;
}

/**
 * Throws unless the key policy and the caller's policies allow a service to use a KMS key for the caller. Errors of KMS have the
 * prefix `KMS.`. Source: AWS, KMS Developer Guide, "kms:ViaService"; the prefix is known from public reports (aws/aws-cli#1517).
 */
export const requireKeyUse = (call: Call, { keyArn, action, service, encryptionContext = {} }: KeyUse): void => {
  try {
    const key = namedKey(call, keyArn);
    requireOnKey(call, key, { action, viaService: service, encryptionContext });
    requireEnabled(key);
  } catch (error) {
    if (!(error instanceof AwsError) || error.code === 'AccessDenied') throw error;
    throw new AwsError(`KMS.${error.code}`, error.message, error.status);
  }
};
