import { accountOf } from '../../names.ts';
import type { Caller } from '../../policy/principals.ts';
import { callText } from '../../text/terraform-calls.ts';
import type { Step, TerraformCall } from './calls.ts';
import { callFacts, contextWith } from './contexts.ts';
import type { DiagnosedUser, TerraformFacts } from './facts.ts';
import { identityOf, organizationPolicies, resourcePolicyOf } from './policies.ts';

/** The user as the caller of AssumeRole. */
export const userCaller = ({ principal, identity }: DiagnosedUser): Caller => {
  const { accountId } = principal;
  if (principal.kind === 'iam-user') return { kind: 'user', accountId, arn: principal.arn };
  const arn = identity.kind === 'seen' ? identity.arn : principal.roleArnPattern;
  return { kind: 'role', accountId, arn, sessionName: principal.sessionName };
};

const tagged = (prefix: string, tags: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`${prefix}/${key}`, value]));

/** The call by which the user assumes a role of the bundle; no call if the diagnosis is for no user. */
export const assumeCalls = (
  facts: TerraformFacts,
  {
    step,
    name,
    arn,
    region,
  }: { readonly step: Step; readonly name: string; readonly arn: string; readonly region: string },
): readonly TerraformCall[] => {
  const { user } = facts;
  const role = facts.roles[arn] ?? { kind: 'missing' };
  const call = { step, what: callText.assume(name), action: 'sts:AssumeRole', resource: arn };
  if (role.kind === 'missing') return [{ ...call, isBroken: true }];
  if (user === undefined) return role.kind === 'not_seen' ? [{ ...call, unread: role }] : [];
  const caller = userCaller(user);
  const accountId = accountOf(arn as Parameters<typeof accountOf>[0]);
  const tags = role.kind === 'seen' ? role.tags : undefined;
  const own = user.identity.kind === 'seen' && user.identity.id !== undefined ? { id: user.identity.id } : {};
  const context = contextWith(facts.given, {
    ...callFacts(facts, caller, own, { accountId, region }),
    'aws:ViaAWSService': 'false',
    'sts:*': 'absent',
    'sts:RoleSessionName': user.principal.sessionName,
    ...(tags === undefined
      ? {}
      : {
          'aws:ResourceTag/*': 'absent',
          'iam:ResourceTag/*': 'absent',
          ...tagged('aws:ResourceTag', tags),
          ...tagged('iam:ResourceTag', tags),
        }),
  });
  const trust = role.kind === 'seen' ? ({ kind: 'seen', value: role.trust } as const) : role;
  return [
    {
      ...call,
      decidable: {
        request: { caller, action: 'sts:AssumeRole', resource: arn, context },
        resourceAccount: accountId,
        ...identityOf(caller.arn, user.identity),
        ...organizationPolicies(facts.organizations, caller.accountId, accountId),
        resource: resourcePolicyOf({ kind: 'trust', accountId, of: arn }, trust),
        isResourceRequired: true,
      },
    },
  ];
};
