/** One decision that follows from a documented rule of AWS. Policies are plain JSON, independent of the evaluator. */
export interface RuleVector {
  /** The document, and the rule in it. */
  readonly because: string;
  readonly principal: { readonly arn: string; readonly accountId: string; readonly roleArn?: string };
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
  readonly identityPolicies: readonly Policy[];
  readonly permissionsBoundary?: Policy;
  readonly serviceControlPolicies?: readonly Policy[];
  readonly sessionPolicies?: readonly Policy[];
  readonly resourcePolicy?: Policy;
  readonly resourcePolicyIsRequired?: true;
  readonly decision: 'Allowed' | 'ExplicitlyDenied' | 'ImplicitlyDenied';
}

export type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };
export type Statement = Readonly<Record<string, Json>>;
export interface Policy {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}
export type Effect = 'Allow' | 'Deny';
export type Context = RuleVector['context'];

export const OWN_ACCOUNT = '111111111111';
export const OTHER_ACCOUNT = '222222222222';
export const ALICE = { arn: `arn:aws:iam::${OWN_ACCOUNT}:user/eng/alice`, accountId: OWN_ACCOUNT };
/** A session of a role under a path. */
export const CAROL = {
  arn: `arn:aws:sts::${OWN_ACCOUNT}:assumed-role/Builders/carol`,
  accountId: OWN_ACCOUNT,
  roleArn: `arn:aws:iam::${OWN_ACCOUNT}:role/team/Builders`,
};
export const OBJECT = 'arn:aws:s3:::logs/2030/a.txt';
export const TARGET = `arn:aws:iam::${OTHER_ACCOUNT}:role/target`;

export const EFFECTS: readonly Effect[] = ['Allow', 'Deny'];
export const YES_NO: readonly boolean[] = [true, false];

export const policy = (...statements: readonly Statement[]): Policy => ({
  Version: '2012-10-17',
  Statement: statements,
});
export const allows = (action = '*', resource = '*'): Statement => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
});
export const denies = (action = '*', resource = '*'): Statement => ({ ...allows(action, resource), Effect: 'Deny' });

/** The location of a statement: in a policy of the user, or in the trust policy of a role of another account. */
export type Location = 'identity' | 'trust';
export const LOCATIONS: readonly Location[] = ['identity', 'trust'];

export interface LocatedStatement {
  readonly because: string;
  readonly location: Location;
  readonly effect: Effect;
  /** Condition, or elements that replace the usual ones. */
  readonly parts: Statement;
  readonly context: Context;
  /** Whether the statement matches, according to the rule. */
  readonly matches: boolean;
  readonly version?: string;
}

/**
 * Creates a request that one statement decides: a single Allow, or a Deny with an Allow for everything. The decision
 * depends only on whether the statement matches.
 */
export const vectorAt = ({
  because,
  location,
  effect,
  parts,
  context,
  matches,
  version,
}: LocatedStatement): RuleVector => {
  const allowed = effect === 'Allow' ? matches : !matches;
  const refusal = effect === 'Allow' ? ('ImplicitlyDenied' as const) : ('ExplicitlyDenied' as const);
  const decision = allowed ? ('Allowed' as const) : refusal;
  const of = (...statements: readonly Statement[]): Policy => ({
    Version: version ?? '2012-10-17',
    Statement: statements,
  });
  if (location === 'identity') {
    const own: Statement = { Effect: effect, Action: 's3:GetObject', Resource: '*', ...parts };
    return {
      because,
      principal: ALICE,
      action: 's3:GetObject',
      resource: OBJECT,
      resourceAccount: OWN_ACCOUNT,
      context,
      identityPolicies: [of(own), ...(effect === 'Deny' ? [policy(allows())] : [])],
      decision,
    };
  }
  const root = { AWS: `arn:aws:iam::${OWN_ACCOUNT}:root` };
  const trusted: Statement = { Effect: 'Allow', Principal: root, Action: 'sts:AssumeRole' };
  const own: Statement = { ...trusted, Effect: effect, ...parts };
  return {
    because,
    principal: ALICE,
    action: 'sts:AssumeRole',
    resource: TARGET,
    resourceAccount: OTHER_ACCOUNT,
    context,
    identityPolicies: [policy(allows())],
    resourcePolicy: of(own, ...(effect === 'Deny' ? [trusted] : [])),
    resourcePolicyIsRequired: true,
    decision,
  };
};

/** All combinations of the members of three lists. */
export const combine = <A, B, C>(
  first: readonly A[],
  second: readonly B[],
  third: readonly C[],
): readonly (readonly [A, B, C])[] => first.flatMap((a) => second.flatMap((b) => third.map((c) => [a, b, c] as const)));
