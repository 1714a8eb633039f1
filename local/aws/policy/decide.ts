import { contextLookup, type RequestContext } from './context.ts';
import type { PolicyDocument } from './document.ts';
import type { Principal, PrincipalMatch } from './principals.ts';
import { type AccessRequest, judgeIdentity, judgeResource } from './statement.ts';

export type Decision = 'Allowed' | 'ExplicitlyDenied' | 'ImplicitlyDenied';

/** The policy types that can refuse a request, with the names that AWS uses in its messages. */
export type PolicySide =
  | 'service control policy'
  | 'resource-based policy'
  | 'identity-based policy'
  | 'permissions boundary'
  | 'session policy';

/** A decision, with the policy type that refused. */
export type Evaluation =
  | { readonly decision: 'Allowed' }
  | { readonly decision: 'ExplicitlyDenied' | 'ImplicitlyDenied'; readonly side: PolicySide };

export interface DecisionRequest {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  /** The account that owns the resource. */
  readonly resourceAccount: string;
  readonly context: RequestContext;
  readonly identityPolicies: readonly PolicyDocument[];
  /** Permissions boundary of the user or role. */
  readonly permissionsBoundary?: PolicyDocument;
  /** Service control policies of the caller's account. If present, one of them must allow. */
  readonly serviceControlPolicies?: readonly PolicyDocument[];
  /** Passed to AssumeRole. They limit what the identity policies allow. */
  readonly sessionPolicies?: readonly PolicyDocument[];
  /** A trust policy, bucket policy or key policy; absent when the resource has none. */
  readonly resourcePolicy?: PolicyDocument;
  /** Roles and KMS keys: the resource's own policy must allow, even within one account. */
  readonly resourcePolicyIsRequired?: boolean;
}

type PolicyResult = 'allow' | 'deny' | 'silent';

const evaluateIfAny = (policies: readonly PolicyDocument[] | undefined, access: AccessRequest): PolicyResult =>
  policies === undefined || policies.length === 0 ? 'allow' : judgeIdentity(policies, access);

/** The policy types that must allow, given how the resource-based policy names the caller. */
const sidesThatMustAllow = (request: DecisionRequest, admitted: PrincipalMatch): readonly PolicySide[] => {
  const everySide: readonly PolicySide[] = ['identity-based policy', 'permissions boundary', 'session policy'];
  if (request.principal.accountId !== request.resourceAccount) return everySide;
  if (admitted === 'session') return [];
  // A user with session policies is a federation token session, which boundary and session policies limit.
  if (admitted === 'user' && !request.sessionPolicies?.length) return [];
  return admitted === 'user' || admitted === 'role' || admitted === 'everyone'
    ? ['permissions boundary', 'session policy']
    : everySide;
};

/**
 * Decides as AWS does, and returns the policy type that refused. An explicit deny always wins. Service control policies must allow.
 * Within one account, an identity-based or a resource-based allow is enough; a resource-based policy that names only the account
 * delegates to identity-based policies. Across accounts, both must allow. Source: AWS, IAM User Guide, "Policy evaluation logic".
 */
export const explain = (request: DecisionRequest): Evaluation => {
  const access = { ...request, lookup: contextLookup(request.context) };
  const resource = request.resourcePolicy ? judgeResource(request.resourcePolicy, access) : 'none';
  const results: Readonly<Record<PolicySide, PolicyResult>> = {
    'service control policy': evaluateIfAny(request.serviceControlPolicies, access),
    'identity-based policy': judgeIdentity(request.identityPolicies, access),
    'permissions boundary': evaluateIfAny(request.permissionsBoundary && [request.permissionsBoundary], access),
    'session policy': evaluateIfAny(request.sessionPolicies, access),
    'resource-based policy': resource === 'deny' ? 'deny' : 'silent',
  };
  const denying = (Object.keys(results) as PolicySide[]).find((side) => results[side] === 'deny');
  if (denying !== undefined) return { decision: 'ExplicitlyDenied', side: denying };
  const missing = (side: PolicySide): Evaluation => ({ decision: 'ImplicitlyDenied', side });
  if (results['service control policy'] !== 'allow') return missing('service control policy');

  const admitted = resource === 'deny' ? 'none' : resource;
  const isOwnAccount = request.principal.accountId === request.resourceAccount;
  const silent = sidesThatMustAllow(request, admitted).find((side) => results[side] !== 'allow');
  if (silent !== undefined) return missing(silent);
  const needsResource = !isOwnAccount || request.resourcePolicyIsRequired === true;
  return needsResource && admitted === 'none' ? missing('resource-based policy') : { decision: 'Allowed' };
};

/** The decision without the policy type. */
export const decide = (request: DecisionRequest): Decision => explain(request).decision;
