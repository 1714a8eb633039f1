import { callerArn } from '../auth/caller.ts';
import { requireAllowedBy } from '../auth/refusal.ts';
import type { Call } from '../call.ts';
import type { RequestContext } from '../policy/context.ts';
import type { Evaluation } from '../policy/decide.ts';
import type { PolicyDocument } from '../policy/document.ts';
import { roleArn } from '../world/lookup.ts';
import { domainOfRegion } from '../world/partition.ts';
import { showPrincipals } from '../world/trust-principals.ts';
import type { OwnedKey } from './keys.ts';

export interface KeyAccess {
  readonly action: `kms:${string}`;
  readonly encryptionContext?: Readonly<Record<string, string>>;
  /** The service that uses the key for the caller, as in its endpoint: `s3`. Absent for a direct call. */
  readonly viaService?: string;
  /** Evaluated in place of the policy of the key. */
  readonly policy?: PolicyDocument;
}

/** Source: AWS, KMS Developer Guide, "AWS KMS condition keys". */
const contextOf = (call: Call, { owner, arn, alias }: OwnedKey, access: KeyAccess): RequestContext => {
  const { encryptionContext = {}, viaService } = access;
  const aliases = Object.entries(owner.kmsAliases ?? {}).flatMap(([aliasArn, target]) =>
    target === arn ? [aliasArn.slice(aliasArn.indexOf(':alias/') + 1)] : [],
  );
  const names = Object.keys(encryptionContext);
  return {
    'kms:CallerAccount': call.caller.account.id,
    'kms:KeySpec': 'SYMMETRIC_DEFAULT',
    'kms:KeyUsage': 'ENCRYPT_DECRYPT',
    ...(viaService === undefined
      ? {}
      : { 'kms:ViaService': `${viaService}.${call.facts.region}.${domainOfRegion(call.facts.region)}` }),
    ...(alias === undefined ? {} : { 'kms:RequestAlias': alias }),
    ...(aliases.length === 0 ? {} : { 'kms:ResourceAliases': aliases }),
    ...(names.length === 0 ? {} : { 'kms:EncryptionContextKeys': names }),
    ...Object.fromEntries(names.map((name) => [`kms:EncryptionContext:${name}`, encryptionContext[name] ?? ''])),
  };
};

const includes = (given: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>> = {}): boolean =>
  Object.entries(wanted).every(([name, value]) => given[name] === value);

/**
 * Whether a grant of the key allows its caller an action. A grant to a role is one to its sessions. Source: AWS, KMS Developer Guide,
 * "Grants in AWS KMS" and "Using grant constraints".
 */
const isGranted = ({ caller }: Call, { key }: OwnedKey, { action, encryptionContext = {} }: KeyAccess): boolean => {
  const own = caller.kind === 'session' ? roleArn(caller.account, caller.role) : callerArn(caller);
  return (key.grants ?? []).some(({ grantee, operations, constraints }) => {
    const { EncryptionContextEquals: equal, EncryptionContextSubset: subset } = constraints;
    const isEqual = equal === undefined || (includes(encryptionContext, equal) && includes(equal, encryptionContext));
    const isGrantee = grantee === own || grantee === callerArn(caller);
    const isAction = operations.includes(action.slice('kms:'.length));
    return isGrantee && isAction && isEqual && includes(encryptionContext, subset);
  });
};

/**
 * Whether the policies allow the caller an action on a key. The key policy must allow the caller, or the caller's account, which
 * delegates to IAM policies; callers of other accounts need their IAM policies too. Source: AWS, KMS Developer Guide, "Key policies"
 * and "Allowing users in other accounts to use a KMS key". A grant takes the place of the key policy, and in the account of the key that
 * of IAM policies too (docs/assumptions.md, E12).
 */
export const explainKey = (call: Call, owned: OwnedKey, access: KeyAccess): Evaluation => {
  const evaluation = call.explain({
    action: access.action,
    resource: owned.arn,
    resourceAccount: owned.owner.id,
    context: contextOf(call, owned, access),
    resourcePolicy: showPrincipals(call.store.state, access.policy ?? owned.key.policy),
    resourcePolicyIsRequired: true,
  });
  if (evaluation.decision !== 'ImplicitlyDenied' || !isGranted(call, owned, access)) return evaluation;
  const isOwnAccount = call.caller.account.id === owned.owner.id;
  const isReplaced =
    evaluation.side === 'resource-based policy' || (isOwnAccount && evaluation.side === 'identity-based policy');
  return isReplaced ? { decision: 'Allowed' } : evaluation;
};

/** Throws AccessDenied unless the key policy and the caller's policies allow the action. */
export const requireOnKey = (call: Call, owned: OwnedKey, access: KeyAccess): void => {
  const evaluation = explainKey(call, owned, access);
  const isVia = access.viaService !== undefined;
  requireAllowedBy(evaluation, call.caller, access.action, isVia ? `"${owned.arn}"` : owned.arn);
};
