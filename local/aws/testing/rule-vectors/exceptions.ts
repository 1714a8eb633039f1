import { subsets } from './elements.ts';
import { MFA, SIGN_INS } from './sessions.ts';
import {
  ALICE,
  allows,
  CAROL,
  combine,
  EFFECTS,
  OBJECT,
  OTHER_ACCOUNT,
  OWN_ACCOUNT,
  policy,
  type RuleVector,
  type Statement,
  TARGET,
  YES_NO,
} from './vector.ts';

const NOT_PRINCIPAL_DOC = 'IAM User Guide, "AWS JSON policy elements: NotPrincipal"';
const BOUNDARY_DOC = 'IAM User Guide, "Permissions boundaries for IAM entities"';
const ROOT = `arn:aws:iam::${OWN_ACCOUNT}:root`;
const OWN_TARGET = `arn:aws:iam::${OWN_ACCOUNT}:role/target`;

/** NotPrincipal in trust policies, with a condition that holds or does not. */
const inTrust = (): readonly RuleVector[] =>
  ([ALICE, CAROL] as const).flatMap((who) => {
    const levels = who === CAROL ? [CAROL.arn, CAROL.roleArn, ROOT] : [ALICE.arn, ROOT];
    return combine(subsets(levels), EFFECTS, [OWN_TARGET, TARGET]).flatMap(([named, effect, resource]) =>
      combine(YES_NO, YES_NO, [undefined]).map(([identityAllows, holds]): RuleVector => {
        const isExcepted = effect === 'Deny' ? named.length === levels.length : named.length > 0;
        const matches = !isExcepted && holds;
        const own: Statement = {
          Effect: effect,
          NotPrincipal: { AWS: [...named, `arn:aws:iam::${OTHER_ACCOUNT}:user/bob`] },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'sts:RoleSessionName': 'carol' } },
        };
        const others: Statement = { Effect: 'Allow', Principal: { AWS: ROOT }, Action: 'sts:AssumeRole' };
        const isOwnAccount = resource === OWN_TARGET;
        // An Allow with NotPrincipal names the caller, which is enough in one account.
        const isEnough = effect === 'Deny' ? identityAllows : matches && (isOwnAccount || identityAllows);
        const isDenied = effect === 'Deny' && matches;
        return {
          because: `${NOT_PRINCIPAL_DOC}: in a trust policy, ${effect === 'Deny' ? 'all levels of the exception must be named' : 'everyone but the named ones is allowed'}, if the condition holds`,
          principal: who,
          action: 'sts:AssumeRole',
          resource,
          resourceAccount: isOwnAccount ? OWN_ACCOUNT : OTHER_ACCOUNT,
          context: { 'sts:RoleSessionName': holds ? 'carol' : 'dave' },
          identityPolicies: [policy(allows(identityAllows ? 'sts:*' : 's3:*'))],
          resourcePolicy: policy(own, ...(effect === 'Deny' ? [others] : [])),
          resourcePolicyIsRequired: true,
          decision: isDenied ? 'ExplicitlyDenied' : isEnough ? 'Allowed' : 'ImplicitlyDenied',
        };
      }),
    );
  });

/** A permissions boundary with a condition on MFA. */
const inBoundary = (): readonly RuleVector[] =>
  combine(
    MFA,
    EFFECTS,
    SIGN_INS.map((signIn, index) => ({ ...signIn, index })),
  ).map(([[Condition, holds], effect, { how, context, index }]): RuleVector => {
    const matches = holds[index] === true;
    const own: Statement = { Effect: effect, Action: 's3:GetObject', Resource: '*', Condition };
    const allowed = effect === 'Allow' ? matches : !matches;
    const refusal = effect === 'Allow' ? 'ImplicitlyDenied' : 'ExplicitlyDenied';
    return {
      because: `${BOUNDARY_DOC}: both must allow, and an explicit deny in either overrides; ${how}`,
      principal: ALICE,
      action: 's3:GetObject',
      resource: OBJECT,
      resourceAccount: OWN_ACCOUNT,
      context,
      identityPolicies: [policy(allows())],
      permissionsBoundary: policy(own, ...(effect === 'Deny' ? [allows()] : [])),
      decision: allowed ? 'Allowed' : refusal,
    };
  });

/** NotPrincipal in trust policies, and conditions in permissions boundaries. */
export const exceptionVectors = (): readonly RuleVector[] => [...inTrust(), ...inBoundary()];
