import { requireAllowedBy } from '../auth/refusal.ts';
import type { Call } from '../call.ts';
import { AwsError } from '../errors.ts';
import type { RequestContext } from '../policy/context.ts';
import { showPrincipals } from '../world/trust-principals.ts';

export interface KeyUse {
  readonly keyArn: string;
  readonly action: `kms:${string}`;
  /** The service that uses the key for the caller, as in its endpoint: `s3`, `secretsmanager`. */
  readonly service: string;
  /** The encryption context, as condition keys. */
  readonly context?: RequestContext;
}

/**
 * Throws unless the key policy and the caller's policies allow a service to use a KMS key for the caller. Source: AWS, KMS
 * Developer Guide, "kms:ViaService".
 */
export const requireKeyUse = (call: Call, { keyArn, action, service, context = {} }: KeyUse): void => {
  const accountId = keyArn.split(':')[4] ?? '';
  const { accounts } = call.store.state;
  const account = Object.hasOwn(accounts, accountId) ? accounts[accountId] : undefined;
  const key = account && Object.hasOwn(account.kmsKeys, keyArn) ? account.kmsKeys[keyArn] : undefined;
  if (!key) throw new AwsError('KMS.NotFoundException', `Key '${keyArn}' does not exist`);
  const evaluation = call.explain({
    action,
    resource: keyArn,
    resourceAccount: accountId,
    context: {
      'kms:ViaService': `${service}.${call.facts.region}.amazonaws.com`,
      'kms:CallerAccount': call.caller.account.id,
      ...context,
    },
    resourcePolicy: showPrincipals(call.store.state, key.policy),
    resourcePolicyIsRequired: true,
  });
  requireAllowedBy(evaluation, call.caller, action, `"${keyArn}"`);
};
