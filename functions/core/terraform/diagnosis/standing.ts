import { partitionOf } from '../../names.ts';
import { decide } from '../../policy/decide.ts';
import type { Caller } from '../../policy/principals.ts';
import { hitsOf, type PolicyRequest } from '../../policy/statement.ts';
import { placeText } from '../../text/findings/places.ts';
import { standingText } from '../../text/findings/standing.ts';
import type { PolicyDocument, Statement } from '../../trust/documents.ts';
import { accountOfKey } from '../state-policies.ts';
import { callFacts, contextWith, kmsFacts, s3Facts } from './contexts.ts';
import type { StandingPrincipal, StateFacts, TerraformFacts } from './facts.ts';
import { isPublicGroup } from './ownership.ts';
import { organizationPolicies, resourcePolicyOf } from './policies.ts';
import { broken, doubtful, type StateProblem } from './problems.ts';
import { regionOf } from './state-problems.ts';

type Problems = Generator<StateProblem, void, void>;

/** How many principals a finding names. */
const MOST_NAMED = 10;

const many = (value: unknown): readonly string[] => (value === undefined ? [] : [value as string | string[]].flat());

/** The principals that a statement admits: those of its conditions, if it has any, otherwise those it names. */
const admittedBy = ({ Principal, Condition = {} }: Statement): readonly string[] => {
  const ofCondition = Object.entries(Condition).flatMap(([operator, keys]) =>
    /^(ForAnyValue:)?(String|Arn)(Equals|Like)/i.test(operator)
      ? Object.entries(keys).flatMap(([key, values]) => (/^aws:PrincipalArn$/i.test(key) ? many(values) : []))
      : [],
  );
  if (ofCondition.length > 0) return ofCondition;
  return Principal === '*' ? ['*'] : many((Principal as { readonly AWS?: unknown } | undefined)?.AWS);
};

const accountIn = (principal: string): string | undefined =>
  /^\d{12}$/.test(principal) ? principal : /^arn:[^:]+:iam::(\d{12}):root$/.exec(principal)?.[1];

/** The principals of a statement besides managed roles and the own account, which leaves the decision to its policies. */
const strangers = (statement: Statement, managed: readonly string[], ownAccount: string): readonly string[] =>
  admittedBy(statement).flatMap((principal) => {
    if (managed.includes(principal)) return [];
    const account = accountIn(principal);
    if (account === ownAccount) return [];
    return [
      principal === '*' ? standingText.everyone : account === undefined ? principal : standingText.account(account),
    ];
  });

/** A caller that every statement of a resource policy is read for, whoever it names. */
const ANYONE: Caller = { kind: 'role', accountId: '', arn: '' };

function* openStatements(
  document: PolicyDocument,
  about: {
    readonly action: string;
    readonly resource: string;
    readonly account: string;
    readonly place: string;
    readonly how: string;
  },
  managed: readonly string[],
): Problems {
  const request: PolicyRequest = {
    caller: ANYONE,
    action: about.action,
    resource: about.resource,
    context: () => undefined,
  };
  const plain = document.Statement.map(({ Principal: _, Condition: __, ...statement }) => statement);
  for (const { index } of hitsOf({ ...document, Statement: plain as readonly Statement[] }, request)) {
    const statement = document.Statement[index];
    if (statement?.Effect !== 'Allow' || statement.Principal === undefined) continue;
    const who = strangers(statement, managed, about.account);
    if (who.length === 0) continue;
    yield broken('state_open_to', {
      where: about.place,
      statement: statement.Sid ?? `${index + 1}`,
      who: [...new Set(who)],
      how: about.how,
    });
  }
}

/** Whether a user or role of the account of the bucket can read the first state now. */
const canRead = (facts: TerraformFacts, state: StateFacts, principal: StandingPrincipal): boolean => {
  const { settings } = state;
  const { accountId } = settings;
  const region = regionOf(state);
  const kind = principal.arn.includes(':user/') ? 'user' : 'role';
  const caller: Caller = { kind, accountId: principal.arn.split(':')[4] ?? '', arn: principal.arn };
  const key = settings.keys[0] ?? '';
  const resource = `arn:${partitionOf(state.roleArn)}:s3:::${settings.bucket}/${key}`;
  const common = (account: string) => callFacts(facts, caller, {}, { accountId: account, region });
  const sides = (account: string) => ({
    identity: principal.policies,
    ...(principal.boundary === undefined ? {} : { boundary: principal.boundary }),
    ...organizationPolicies(facts.organizations, caller.accountId, account),
    resourceAccount: account,
  });
  const read = decide({
    ...sides(accountId),
    request: {
      caller,
      action: 's3:GetObject',
      resource,
      context: contextWith(facts.given, { ...common(accountId), ...s3Facts(accountId, {}) }),
    },
    resource: resourcePolicyOf({ kind: 'bucket', accountId, of: settings.bucket }, state.bucket.policy),
  });
  if (read.result !== 'allowed') return false;
  const object = state.objects[key]?.object;
  const keyArn = object?.kind === 'seen' ? object.value.kmsKey : settings.kmsKey;
  if (keyArn === undefined) return true;
  const keyAccount = accountOfKey(keyArn);
  const use = { keyArn, callerAccount: caller.accountId, region, s3Arn: resource };
  const decrypt = decide({
    ...sides(keyAccount),
    request: {
      caller,
      action: 'kms:Decrypt',
      resource: keyArn,
      context: contextWith(facts.given, { ...common(keyAccount), ...kmsFacts(use) }),
    },
    resource: resourcePolicyOf(
      { kind: 'key', accountId: keyAccount, of: keyArn },
      state.keys[keyArn]?.policy ?? { kind: 'missing' },
    ),
    isResourceRequired: true,
  });
  return decrypt.result === 'allowed';
};

function* openPrincipals(facts: TerraformFacts, state: StateFacts): Problems {
  const { principals, settings } = state;
  if (principals === undefined) return;
  if (principals.kind === 'not_seen')
    return yield doubtful('state_not_looked_at', {
      subject: placeText.standing(settings.accountId),
      why: principals.why,
      fix: principals.fix,
    });
  const who = principals.value
    .filter(({ arn }) => !facts.managed.includes(arn))
    .filter((principal) => canRead(facts, state, principal))
    .map(({ arn }) => arn);
  if (who.length === 0) return;
  yield broken('state_open_principals', {
    account: settings.accountId,
    who: who.slice(0, MOST_NAMED),
    more: Math.max(0, who.length - MOST_NAMED),
  });
}

function* openAcls(state: StateFacts): Problems {
  const { settings, bucket } = state;
  if (bucket.ownership.kind !== 'seen' || bucket.ownership.value === 'BucketOwnerEnforced') return;
  const known = Object.values(state.canonicalIds).flatMap((one) => (one.kind === 'seen' ? [one.value] : []));
  for (const [key, object] of Object.entries(state.objects)) {
    if (object.acl?.kind !== 'seen') continue;
    const owner = object.owner?.kind === 'seen' ? object.owner.value : undefined;
    const who = object.acl.value
      .filter(
        ({ grantee, permission }) =>
          /^(READ|FULL_CONTROL)$/.test(permission) && grantee !== owner && !known.includes(grantee),
      )
      .map(({ grantee }) => (isPublicGroup(grantee) ? standingText.everyone : standingText.canonical(grantee)));
    if (who.length > 0)
      yield broken('state_open_acl', { key, who, bucket: settings.bucket, account: settings.accountId });
  }
}

/** Access to the state that no request opens: bucket and key policies, ACLs, and the policies of the account of the bucket. */
export function* standingProblems(facts: TerraformFacts, state: StateFacts): Problems {
  const { settings, bucket } = state;
  const resource = `arn:${partitionOf(state.roleArn)}:s3:::${settings.bucket}/${settings.keys[0] ?? ''}`;
  if (bucket.policy.kind === 'seen' && bucket.policy.value !== undefined)
    yield* openStatements(
      bucket.policy.value,
      {
        action: 's3:GetObject',
        resource,
        account: settings.accountId,
        place: placeText.where({ document: 'bucket-policy', account: settings.accountId, target: settings.bucket }),
        how: standingText.read,
      },
      facts.managed,
    );
  for (const [key, { policy }] of Object.entries(state.keys))
    if (policy.kind === 'seen')
      yield* openStatements(
        policy.value,
        {
          action: 'kms:Decrypt',
          resource: key,
          account: accountOfKey(key),
          place: placeText.where({ document: 'key-policy', account: accountOfKey(key), target: key }),
          how: standingText.decrypt,
        },
        facts.managed,
      );
  yield* openAcls(state);
  yield* openPrincipals(facts, state);
}
