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
const PRINCIPAL_DOC = 'IAM User Guide, "AWS JSON policy elements: Principal"';
const ACTION_DOC = 'IAM User Guide, "IAM JSON policy elements: Action" and "NotAction"';
const RESOURCE_DOC = 'IAM User Guide, "IAM JSON policy elements: Resource" and "NotResource"';
const KEYS_DOC = 'IAM User Guide, "AWS global condition context keys"';

const ROOT = `arn:aws:iam::${OWN_ACCOUNT}:root`;
const OTHERS = [`arn:aws:iam::${OWN_ACCOUNT}:user/bob`, `arn:aws:iam::${OTHER_ACCOUNT}:root`];

/** All subsets of the levels of a principal. */
export const subsets = (levels: readonly string[]): readonly (readonly string[])[] =>
  levels.reduce<readonly (readonly string[])[]>((sets, level) => sets.flatMap((set) => [set, [...set, level]]), [[]]);

const exceptions = (): readonly RuleVector[] =>
  ([ALICE, CAROL] as const).flatMap((who) => {
    const levels = who === CAROL ? [CAROL.arn, CAROL.roleArn, ROOT] : [ALICE.arn, ROOT];
    return combine(subsets(levels), EFFECTS, [OWN_ACCOUNT, OTHER_ACCOUNT]).flatMap(([named, effect, resourceAccount]) =>
      YES_NO.map((identityAllows) => {
        const isExcepted = effect === 'Deny' ? named.length === levels.length : named.length > 0;
        const statement: Statement = {
          Effect: effect,
          NotPrincipal: { AWS: [...named, ...OTHERS] },
          Action: 's3:GetObject',
          Resource: '*',
        };
        const others: Statement = { ...allows('s3:GetObject'), Principal: { AWS: ROOT } };
        const resourceAllows = effect === 'Deny' || !isExcepted;
        // An Allow with NotPrincipal names the remaining principals directly; the other Allow delegates to the account.
        const isEnough =
          resourceAccount === OWN_ACCOUNT
            ? identityAllows || (effect === 'Allow' && resourceAllows)
            : identityAllows && resourceAllows;
        const isDenied = effect === 'Deny' && !isExcepted;
        return {
          because: `${NOT_PRINCIPAL_DOC}: ${effect === 'Deny' ? 'the exception must name the account, the role and the session, or the account and the user' : 'an Allow covers all principals except the named ones'}`,
          principal: who,
          action: 's3:GetObject',
          resource: OBJECT,
          resourceAccount,
          context: {},
          identityPolicies: [policy(allows(identityAllows ? 's3:*' : 'ec2:*'))],
          resourcePolicy: policy(statement, ...(effect === 'Deny' ? [others] : [])),
          decision: isDenied
            ? ('ExplicitlyDenied' as const)
            : isEnough
              ? ('Allowed' as const)
              : ('ImplicitlyDenied' as const),
        };
      }),
    );
  });

/** Patterns for actions, and whether each covers s3:GetObject. */
const ACTIONS: readonly (readonly [string | readonly string[], boolean])[] = [
  ['s3:GetObject', true],
  ['S3:getobject', true],
  ['s3:Get*', true],
  ['s3:*Object', true],
  ['s3:Get?bject', true],
  ['*', true],
  ['s3:PutObject', false],
  ['s3:GetObject?', false],
  ['ec2:*', false],
  [['ec2:*', 's3:G*'], true],
  [['ec2:*', 'iam:*'], false],
];
/** Patterns for resources, and whether each covers arn:aws:s3:::logs/2030/a.txt. */
const RESOURCES: readonly (readonly [string | readonly string[], boolean])[] = [
  [OBJECT, true],
  ['arn:aws:s3:::logs/*', true],
  ['arn:aws:s3:::logs/2030/?.txt', true],
  ['arn:aws:s3:::*', true],
  ['*', true],
  ['arn:aws:s3:::LOGS/*', false],
  ['arn:aws:s3:::logs', false],
  ['arn:aws:sqs:::logs/*', false],
  [['arn:aws:s3:::other/*', 'arn:aws:s3:::logs/2030/*'], true],
  [['arn:aws:s3:::other/*', 'arn:aws:s3:::logs/2031/*'], false],
];

const elements = (): readonly RuleVector[] =>
  combine(ACTIONS, RESOURCES, EFFECTS).flatMap(([[actions, coversAction], [resources, coversResource], effect]) =>
    combine(YES_NO, YES_NO, [undefined]).flatMap(([notAction, notResource]) => {
      const matches = coversAction !== notAction && coversResource !== notResource;
      const statement: Statement = {
        Effect: effect,
        [notAction ? 'NotAction' : 'Action']: actions,
        [notResource ? 'NotResource' : 'Resource']: resources,
      };
      const decision =
        effect === 'Deny'
          ? matches
            ? ('ExplicitlyDenied' as const)
            : ('Allowed' as const)
          : matches
            ? ('Allowed' as const)
            : ('ImplicitlyDenied' as const);
      return {
        because: `${ACTION_DOC}; ${RESOURCE_DOC}: wildcards; actions ignore case, resources do not; Not... covers everything else`,
        principal: ALICE,
        action: 's3:GetObject',
        resource: OBJECT,
        resourceAccount: OWN_ACCOUNT,
        context: {},
        identityPolicies: [policy(statement, ...(effect === 'Deny' ? [allows()] : []))],
        decision,
      };
    }),
  );

/** Principals of a trust policy, and whether each allows alice or carol across accounts. */
const PRINCIPALS: readonly (readonly [Statement, boolean, boolean])[] = [
  [{ AWS: ROOT }, true, true],
  [{ AWS: OWN_ACCOUNT }, true, true],
  [{ AWS: '*' }, true, true],
  [{ AWS: ALICE.arn }, true, false],
  [{ AWS: CAROL.roleArn }, false, true],
  [{ AWS: CAROL.arn }, false, true],
  [{ AWS: `arn:aws:iam::${OWN_ACCOUNT}:user/alice` }, false, false],
  [{ AWS: `arn:aws:iam::${OWN_ACCOUNT}:role/Builders` }, false, false],
  [{ AWS: CAROL.arn.replace('carol', 'dave') }, false, false],
  [{ AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` }, false, false],
  [{ AWS: [`arn:aws:iam::${OTHER_ACCOUNT}:root`, ALICE.arn, CAROL.roleArn] }, true, true],
  [{ Service: 'ec2.amazonaws.com' }, false, false],
  [{ Federated: `arn:aws:iam::${OWN_ACCOUNT}:saml-provider/idp` }, false, false],
];

const principals = (): readonly RuleVector[] =>
  combine(PRINCIPALS, YES_NO, YES_NO).map(([[Principal, admitsAlice, admitsCarol], isCarol, identityAllows]) => {
    const admits = isCarol ? admitsCarol : admitsAlice;
    return {
      because: `${PRINCIPAL_DOC}: accounts, users, roles and sessions by ARN, path included; across accounts both sides must allow`,
      principal: isCarol ? CAROL : ALICE,
      action: 'sts:AssumeRole',
      resource: TARGET,
      resourceAccount: OTHER_ACCOUNT,
      context: {},
      identityPolicies: [policy(allows(identityAllows ? 'sts:*' : 's3:*'))],
      resourcePolicy: policy({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }),
      resourcePolicyIsRequired: true,
      decision: admits && identityAllows ? ('Allowed' as const) : ('ImplicitlyDenied' as const),
    };
  });

/** aws:PrincipalArn of a session is the ARN of its role, with the path. The conditions that match it, and those that do not. */
const PRINCIPAL_ARNS: readonly (readonly [string, string, boolean])[] = [
  ['ArnEquals', CAROL.roleArn, true],
  ['StringEquals', CAROL.roleArn, true],
  ['ArnLike', `arn:aws:iam::${OWN_ACCOUNT}:role/*/Builders`, true],
  ['ArnLike', `arn:aws:iam::${OWN_ACCOUNT}:role/team/*`, true],
  ['ArnLike', `arn:aws:iam::${OWN_ACCOUNT}:role/Builders`, false],
  ['StringLike', '*:role/*Builders', true],
  ['StringEquals', CAROL.roleArn.toLowerCase(), false],
  ['ArnEquals', CAROL.arn, false],
  ['ArnLike', `arn:aws:sts::${OWN_ACCOUNT}:assumed-role/Builders/*`, false],
  ['ArnLike', 'arn:aws:*:role/team/Builders', false],
  ['ArnLike', 'arn:*:*:*:*:role/team/Builders', true],
  ['ArnLike', `arn:aws:iam::*:${OWN_ACCOUNT}:role/team/Builders`, false],
  ['ArnNotLike', 'arn:aws:*:role/team/Builders', true],
  ['ArnNotEquals', CAROL.roleArn, false],
  ['ArnNotLike', `arn:aws:iam::${OWN_ACCOUNT}:role/Builders`, true],
];

const principalArns = (): readonly RuleVector[] =>
  combine(PRINCIPAL_ARNS, EFFECTS, [undefined]).map(([[operator, wanted, holds], effect]) => {
    const trusted: Statement = { Effect: 'Allow', Principal: { AWS: ROOT }, Action: 'sts:AssumeRole' };
    const own: Statement = { ...trusted, Effect: effect, Condition: { [operator]: { 'aws:PrincipalArn': wanted } } };
    const allowed = effect === 'Allow' ? holds : !holds;
    return {
      because: `${KEYS_DOC}: aws:PrincipalArn of a session is the ARN of the role, with its path`,
      principal: CAROL,
      action: 'sts:AssumeRole',
      resource: TARGET,
      resourceAccount: OTHER_ACCOUNT,
      context: { 'aws:PrincipalArn': CAROL.roleArn },
      identityPolicies: [policy(allows())],
      resourcePolicy: policy(own, ...(effect === 'Deny' ? [trusted] : [])),
      resourcePolicyIsRequired: true,
      decision: allowed ? 'Allowed' : effect === 'Deny' ? 'ExplicitlyDenied' : 'ImplicitlyDenied',
    };
  });

/** The elements for principals, actions and resources. */
export const elementVectors = (): readonly RuleVector[] => [
  ...exceptions(),
  ...elements(),
  ...principals(),
  ...principalArns(),
];
