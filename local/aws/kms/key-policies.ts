import { AwsError } from '../errors.ts';
import type { PolicyDocument } from '../policy/document.ts';
import { parsePolicy } from '../policy/validate.ts';
import { showPrincipals, storePrincipals } from '../world/trust-principals.ts';
import type { OwnedKey } from './keys.ts';
import { type KmsCall, type KmsOperation, requiredText, textOf } from './kms-call.ts';
import { managedKey } from './own-key.ts';
import { explainKey } from './permission.ts';

const malformed = (message: string): AwsError => new AwsError('MalformedPolicyDocumentException', message);

/** Source: AWS, KMS API Reference, PutKeyPolicy: at most 32 kilobytes. */
const MAX_CHARACTERS = 32_768;

/** The policy of a request, as it is stored. Throws MalformedPolicyDocumentException. */
export const readKeyPolicy = (call: KmsCall, text: string): PolicyDocument => {
  if (text.length > MAX_CHARACTERS)
    throw new AwsError('LimitExceededException', 'The policy is longer than 32 kilobytes');
  try {
    return storePrincipals(call.store.state, parsePolicy(text, 'resource'));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw malformed(
      error.message.startsWith('Invalid principal')
        ? 'Policy contains a statement with one or more invalid principals.'
        : error.message,
    );
  }
};

/**
 * Refuses a policy with which the caller could not change the policy again. Source: AWS, KMS API Reference, PutKeyPolicy,
 * BypassPolicyLockoutSafetyCheck.
 */
export const requireNoLockout = (call: KmsCall, key: OwnedKey, policy: PolicyDocument): void => {
  if (call.body['BypassPolicyLockoutSafetyCheck'] === true) return;
  if (explainKey(call, key, { action: 'kms:PutKeyPolicy', policy }).decision === 'Allowed') return;
  throw malformed('The new key policy will not allow you to update the key policy in the future.');
};

/** Source: AWS, KMS API Reference: the only valid name is `default`. */
const requireDefaultName = (call: KmsCall): void => {
  if ((textOf(call, 'PolicyName') ?? 'default') === 'default') return;
  throw new AwsError('NotFoundException', 'No such policy exists');
};

const getKeyPolicy: KmsOperation = (call) => {
  const { key } = managedKey(call);
  requireDefaultName(call);
  return { Policy: JSON.stringify(showPrincipals(call.store.state, key.policy), null, 2), PolicyName: 'default' };
};

const putKeyPolicy: KmsOperation = (call) => {
  const owned = managedKey(call);
  requireDefaultName(call);
  const policy = readKeyPolicy(call, requiredText(call, 'Policy'));
  requireNoLockout(call, owned, policy);
  owned.key.policy = policy;
  return {};
};

const listKeyPolicies: KmsOperation = (call) => {
  managedKey(call);
  return { PolicyNames: ['default'], Truncated: false };
};

export const keyPolicyOperations: Readonly<Record<string, KmsOperation>> = {
  GetKeyPolicy: getKeyPolicy,
  PutKeyPolicy: putKeyPolicy,
  ListKeyPolicies: listKeyPolicies,
};
