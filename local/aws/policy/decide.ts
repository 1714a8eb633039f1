import { contextLookup, type RequestContext } from './context.ts';
import type { PolicyDocument } from './document.ts';
import type { Principal } from './principals.ts';
import { judgeIdentity, judgeResource } from './statement.ts';

export type Decision = 'Allowed' | 'ExplicitlyDenied' | 'ImplicitlyDenied';

export interface DecisionRequest {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  /** The account that owns the resource. */
  readonly resourceAccount: string;
  readonly context: RequestContext;
  readonly identityPolicies: readonly PolicyDocument[];
  /** Given at AssumeRole; they narrow what the identity policies allow. */
  readonly sessionPolicies?: readonly PolicyDocument[];
  /** A trust policy, bucket policy or key policy; absent when the resource has none. */
  readonly resourcePolicy?: PolicyDocument;
  /** Roles and KMS keys: the resource's own policy must take part even within one account. */
  readonly resourcePolicyIsRequired?: boolean;
}

/**
 * Decides as AWS does: an explicit deny anywhere wins; within one account either side's allow is enough (a resource
 * policy that only names the account leaves it to identity policies); across accounts both sides must allow.
 */
export const decide = (request: DecisionRequest): Decision => {
  const access = { ...request, lookup: contextLookup(request.context) };
  const identity = judgeIdentity(request.identityPolicies, access);
  const session = request.sessionPolicies?.length ? judgeIdentity(request.sessionPolicies, access) : 'allow';
  const resource = request.resourcePolicy ? judgeResource(request.resourcePolicy, access) : 'silent';
  if (identity === 'deny' || session === 'deny' || resource === 'deny') return 'ExplicitlyDenied';

  const isOwnAccount = request.principal.accountId === request.resourceAccount;
  const identityAllows = identity === 'allow' && session === 'allow';
  const resourceAdmits = resource === 'named' || resource === 'account';
  if (!isOwnAccount || request.resourcePolicyIsRequired) {
    if (!resourceAdmits) return 'ImplicitlyDenied';
    if (isOwnAccount && resource === 'named' && session === 'allow') return 'Allowed';
    return identityAllows ? 'Allowed' : 'ImplicitlyDenied';
  }
  return identityAllows || (resource === 'named' && session === 'allow') ? 'Allowed' : 'ImplicitlyDenied';
};
