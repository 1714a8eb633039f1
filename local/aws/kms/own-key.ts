import { callerArn } from '../auth/caller.ts';
import { AwsError } from '../errors.ts';
import { namedKey, type OwnedKey } from './keys.ts';
import { type KmsCall, requiredText } from './kms-call.ts';
import { requireOnKey } from './permission.ts';

/**
 * Throws unless the key belongs to the caller's account. Source: AWS, KMS API Reference: "Cross-account use: No" for all operations
 * that manage keys. The error is not documented (docs/assumptions.md).
 */
export const requireOwnKey = (call: KmsCall, key: OwnedKey): OwnedKey => {
  if (key.owner === call.caller.account) return key;
  throw new AwsError(
    'AccessDenied',
    `User: ${callerArn(call.caller)} is not authorized to perform: kms:${call.operation} on resource: ${key.arn}`,
  );
};

/** The key that the request manages: of the caller's account, with permission for the operation. */
export const managedKey = (call: KmsCall): OwnedKey => {
  const key = requireOwnKey(call, namedKey(call, requiredText(call, 'KeyId')));
  requireOnKey(call, key, { action: `kms:${call.operation}` });
  return key;
};
