import { contextLookup, type RequestContext } from './context.ts';
import type { PolicyDocument } from './document.ts';
import type { Principal, PrincipalMatch } from './principals.ts';
import { type AccessRequest, judgeIdentity, judgeResource } from './statement.ts';

export type Decision = 'Allowed' | 'ExplicitlyDenied' | 'ImplicitlyDenied';

/** The kinds of policies that can refuse, in the words of AWS's messages. */
export type PolicySide =
  | 'service control policy'
  | 'resource-based policy'
  | 'identity-based policy'
  | 'permissions boundary'
  | 'session policy';

/** A decision, and which kind of policy refused. */
export type Verdict =
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
  /** The most that identity policies can give the user or role. */
  readonly permissionsBoundary?: PolicyDocument;
  /** Those of the caller's account; when given, one of them must allow. */
  readonly serviceControlPolicies?: readonly PolicyDocument[];
  /** Given at AssumeRole; they narrow what the identity policies allow. */
  readonly sessionPolicies?: readonly PolicyDocument[];
  /** A trust policy, bucket policy or key policy; absent when the resource has none. */
  readonly resourcePolicy?: PolicyDocument;
  /** Roles and KMS keys: the resource's own policy must take part even within one account. */
  readonly resourcePolicyIsRequired?: boolean;
}

type Judgement = 'allow' | 'deny' | 'silent';

const judgeIfAny = (policies: readonly PolicyDocument[] | undefined, access: AccessRequest): Judgement =>
  policies === undefined || policies.length === 0 ? 'allow' : judgeIdentity(policies, access);

/** Which sides still have to allow, given how the resource's policy admits the caller. */
const sidesThatMustAllow = (request: DecisionRequest, admitted: PrincipalMatch): readonly PolicySide[] => {
  const everySide: readonly PolicySide[] = ['identity-based policy', 'permissions boundary', 'session policy'];
  if (request.principal.accountId !== request.resourceAccount) return everySide;
  if (admitted === 'session') return [];
  // Session policies of a user are those of a federation token, which both limit.
  if (admitted === 'user' && !request.sessionPolicies?.length) return [];
  return admitted === 'user' || admitted === 'role' || admitted === 'everyone'
    ? ['permissions boundary', 'session policy']
    : everySide;
};

/**
 * Decides as AWS does, and says which policy refused: an explicit deny anywhere wins; the account's service control policies must
 * allow; within one account either side's allow is enough (a resource policy that only names the account leaves it to identity
 * policies); across accounts both sides must allow. Source: AWS, IAM User Guide, "Policy evaluation logic".
 */
export const explain = (request: DecisionRequest): Verdict => {
  const access = { ...request, lookup: contextLookup(request.context) };
  const resource = request.resourcePolicy ? judgeResource(request.resourcePolicy, access) : 'none';
  const judged: Readonly<Record<PolicySide, Judgement>> = {
    'service control policy': judgeIfAny(request.serviceControlPolicies, access),
    'identity-based policy': judgeIdentity(request.identityPolicies, access),
    'permissions boundary': judgeIfAny(request.permissionsBoundary && [request.permissionsBoundary], access),
    'session policy': judgeIfAny(request.sessionPolicies, access),
    'resource-based policy': resource === 'deny' ? 'deny' : 'silent',
  };
  const denying = (Object.keys(judged) as PolicySide[]).find((side) => judged[side] === 'deny');
  if (denying !== undefined) return { decision: 'ExplicitlyDenied', side: denying };
  const missing = (side: PolicySide): Verdict => ({ decision: 'ImplicitlyDenied', side });
  if (judged['service control policy'] !== 'allow') return missing('service control policy');

  const admitted = resource === 'deny' ? 'none' : resource;
  const isOwnAccount = request.principal.accountId === request.resourceAccount;
  const silent = sidesThatMustAllow(request, admitted).find((side) => judged[side] !== 'allow');
  if (silent !== undefined) return missing(silent);
  const needsResource = !isOwnAccount || request.resourcePolicyIsRequired === true;
  return needsResource && admitted === 'none' ? missing('resource-based policy') : { decision: 'Allowed' };
};

/** The decision alone. */
export const decide = (request: DecisionRequest): Decision => explain(request).decision;
