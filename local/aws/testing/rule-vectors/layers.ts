import {
  ALICE,
  allows,
  CAROL,
  combine,
  denies,
  OTHER_ACCOUNT,
  OWN_ACCOUNT,
  type Policy,
  policy,
  type RuleVector,
  type Statement,
  YES_NO,
} from './vector.ts';

const DOC = 'IAM User Guide, "Policy evaluation logic"';

/** How a layer of policies treats s3:GetObject. `none`: there is no policy. `silent`: no statement matches. */
type Layer = 'none' | 'allow' | 'silent' | 'deny';
const LAYERS: readonly Layer[] = ['none', 'allow', 'silent', 'deny'];

const policyOf = (layer: Layer): Policy => {
  if (layer === 'allow') return policy(allows('s3:*'));
  return layer === 'deny' ? policy(allows(), denies('s3:Get*')) : policy(allows('ec2:*'));
};

interface Stack {
  readonly identity: Layer;
  readonly boundary: Layer;
  readonly control: Layer;
  readonly session: Layer;
}

const BUCKET_OBJECT = 'arn:aws:s3:::logs/a';

const vectorOf = (
  because: string,
  who: typeof ALICE | typeof CAROL,
  { identity, boundary, control, session }: Stack,
  decision: RuleVector['decision'],
): RuleVector => ({
  because: `${DOC}: ${because}`,
  principal: who,
  action: 's3:GetObject',
  resource: BUCKET_OBJECT,
  resourceAccount: OWN_ACCOUNT,
  context: {},
  identityPolicies: identity === 'none' ? [] : [policyOf(identity)],
  ...(boundary === 'none' ? {} : { permissionsBoundary: policyOf(boundary) }),
  ...(control === 'none' ? {} : { serviceControlPolicies: [policyOf(control)] }),
  ...(session === 'none' ? {} : { sessionPolicies: [policyOf(session)] }),
  decision,
});

/** Without a resource policy, every existing layer must allow. */
const alone = (): readonly RuleVector[] =>
  combine(LAYERS, LAYERS, LAYERS).flatMap(([boundary, control, session]) =>
    (['none', 'allow', 'silent', 'deny'] as const).flatMap((identity) => {
      const stack = { identity, boundary, control, session };
      const all = Object.values(stack);
      const isAllowed = identity === 'allow' && !all.includes('silent');
      const decision = all.includes('deny') ? 'ExplicitlyDenied' : isAllowed ? 'Allowed' : 'ImplicitlyDenied';
      const because = all.includes('deny')
        ? 'an explicit deny in any policy overrides every allow'
        : 'identity-based policies, boundary, service control policies and session policies must all allow';
      const ofSession = vectorOf(because, CAROL, stack, decision);
      return session === 'none' ? [ofSession, vectorOf(because, ALICE, stack, decision)] : [ofSession];
    }),
  );

/** The principal that a resource policy names. */
type Named = 'other' | 'account' | 'user' | 'role' | 'session' | 'denied';

const namedBy = (named: Named, action: string): Policy | undefined => {
  const arns: Readonly<Record<Named, string>> = {
    other: `arn:aws:iam::${OWN_ACCOUNT}:user/other`,
    account: `arn:aws:iam::${OWN_ACCOUNT}:root`,
    user: ALICE.arn,
    role: CAROL.roleArn,
    session: CAROL.arn,
    denied: `arn:aws:iam::${OWN_ACCOUNT}:root`,
  };
  const statement: Statement = {
    Effect: named === 'denied' ? 'Deny' : 'Allow',
    Principal: { AWS: arns[named] },
    Action: action,
  };
  return policy(action.startsWith('sts:') ? statement : { ...statement, Resource: '*' });
};

/**
 * The table of the document for one account: which implicit denies still apply if the resource policy allows a principal of
 * this kind.
 */
const STILL_APPLY: Readonly<
  Record<'account' | 'user' | 'role' | 'session', readonly ('identity' | 'boundary' | 'session')[]>
> = {
  account: ['identity', 'boundary', 'session'],
  user: [],
  role: ['boundary', 'session'],
  session: [],
};

interface Case {
  readonly named: Named;
  readonly isSameAccount: boolean;
  readonly isTrust: boolean;
  readonly silent: Readonly<Record<'identity' | 'boundary' | 'session' | 'control', boolean>>;
}

const decisionOn = ({ named, isSameAccount, isTrust, silent }: Case): readonly [RuleVector['decision'], string] => {
  if (named === 'denied') return ['ExplicitlyDenied', 'an explicit deny in any policy overrides every allow'];
  if (silent.control) return ['ImplicitlyDenied', 'service control policies must allow'];
  const everySide = silent.identity || silent.boundary || silent.session;
  if (named === 'other') {
    const needs = isTrust || !isSameAccount;
    return needs
      ? ['ImplicitlyDenied', 'trust policies, and resources of another account, must allow the principal themselves']
      : [everySide ? 'ImplicitlyDenied' : 'Allowed', 'within one account an identity-based policy is enough'];
  }
  if (!isSameAccount) {
    return [everySide ? 'ImplicitlyDenied' : 'Allowed', 'across accounts both sides must allow'];
  }
  const refused = STILL_APPLY[named].some((layer) => silent[layer]);
  return [
    refused ? 'ImplicitlyDenied' : 'Allowed',
    `resource-based policies, principal of kind ${named}: implicit denies that still apply`,
  ];
};

const withResource = (): readonly RuleVector[] =>
  ([ALICE, CAROL] as const).flatMap((who) => {
    const isSession = who === CAROL;
    const kinds: readonly Named[] = isSession
      ? ['other', 'account', 'role', 'session', 'denied']
      : ['other', 'account', 'user', 'denied'];
    return combine(kinds, YES_NO, YES_NO).flatMap(([named, isSameAccount, isTrust]) =>
      combine(YES_NO, YES_NO, YES_NO).flatMap(([identity, boundary, control]) =>
        (isSession ? YES_NO : [false]).map((session) => {
          const silent = { identity, boundary, control, session };
          const [decision, because] = decisionOn({ named, isSameAccount, isTrust, silent });
          const account = isSameAccount ? OWN_ACCOUNT : OTHER_ACCOUNT;
          const action = isTrust ? 'sts:AssumeRole' : 's3:GetObject';
          const allow = policy(allows(action));
          const other = policy(allows('ec2:*'));
          const resourcePolicy = namedBy(named, action);
          return {
            because: `${DOC}: ${because}`,
            principal: who,
            action,
            resource: isTrust ? `arn:aws:iam::${account}:role/target` : BUCKET_OBJECT,
            resourceAccount: account,
            context: {},
            identityPolicies: [identity ? other : allow],
            ...(boundary ? { permissionsBoundary: other } : {}),
            ...(control ? { serviceControlPolicies: [other] } : {}),
            ...(session ? { sessionPolicies: [other] } : {}),
            ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
            ...(isTrust ? { resourcePolicyIsRequired: true as const } : {}),
            decision,
          };
        }),
      ),
    );
  });

/** Identity policies, boundaries, service control policies, session policies and resource policies in combination. */
export const layerVectors = (): readonly RuleVector[] => [...alone(), ...withResource()];
