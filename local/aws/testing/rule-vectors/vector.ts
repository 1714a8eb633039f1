/** One decision that a documented rule of AWS makes. Nothing here knows the evaluator: policies are plain JSON. */
export interface RuleVector {
  /** The document, and the rule in it that decides. */
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

export const HOME = '111111111111';
export const AWAY = '222222222222';
export const ALICE = { arn: `arn:aws:iam::${HOME}:user/eng/alice`, accountId: HOME };
/** A session of a role under a path. */
export const CAROL = {
  arn: `arn:aws:sts::${HOME}:assumed-role/Builders/carol`,
  accountId: HOME,
  roleArn: `arn:aws:iam::${HOME}:role/team/Builders`,
};
export const OBJECT = 'arn:aws:s3:::logs/2030/a.txt';
export const TARGET = `arn:aws:iam::${AWAY}:role/target`;

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

/** Where a statement stands: in a policy of the user, or in the trust policy of a role of another account. */
export type Place = 'identity' | 'trust';
export const PLACES: readonly Place[] = ['identity', 'trust'];

export interface Placed {
  readonly because: string;
  readonly place: Place;
  readonly effect: Effect;
  /** Condition, or other elements in place of the usual ones. */
  readonly parts: Statement;
  readonly context: Context;
  /** What the rule says of the statement. */
  readonly matches: boolean;
  readonly version?: string;
}

/**
 * Puts one statement where it decides alone: an Allow with nothing beside it, or a Deny beside an Allow of everything. The decision
 * follows from whether the statement matches.
 */
export const placed = ({ because, place, effect, parts, context, matches, version }: Placed): RuleVector => {
  const allowed = effect === 'Allow' ? matches : !matches;
  const refusal = effect === 'Allow' ? ('ImplicitlyDenied' as const) : ('ExplicitlyDenied' as const);
  const decision = allowed ? ('Allowed' as const) : refusal;
  const of = (...statements: readonly Statement[]): Policy => ({
    Version: version ?? '2012-10-17',
    Statement: statements,
  });
  if (place === 'identity') {
    const own: Statement = { Effect: effect, Action: 's3:GetObject', Resource: '*', ...parts };
    return {
      because,
      principal: ALICE,
      action: 's3:GetObject',
      resource: OBJECT,
      resourceAccount: HOME,
      context,
      identityPolicies: [of(own), ...(effect === 'Deny' ? [policy(allows())] : [])],
      decision,
    };
  }
  const root = { AWS: `arn:aws:iam::${HOME}:root` };
  const trusted: Statement = { Effect: 'Allow', Principal: root, Action: 'sts:AssumeRole' };
  const own: Statement = { ...trusted, Effect: effect, ...parts };
  return {
    because,
    principal: ALICE,
    action: 'sts:AssumeRole',
    resource: TARGET,
    resourceAccount: AWAY,
    context,
    identityPolicies: [policy(allows())],
    resourcePolicy: of(own, ...(effect === 'Deny' ? [trusted] : [])),
    resourcePolicyIsRequired: true,
    decision,
  };
};

/** Every combination of the members of several lists. */
export const combine = <A, B, C>(
  first: readonly A[],
  second: readonly B[],
  third: readonly C[],
): readonly (readonly [A, B, C])[] => first.flatMap((a) => second.flatMap((b) => third.map((c) => [a, b, c] as const)));
