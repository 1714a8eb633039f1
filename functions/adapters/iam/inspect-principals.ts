import {
  GetAccountAuthorizationDetailsCommand,
  type GetAccountAuthorizationDetailsResponse,
  ListRolesCommand,
} from '@aws-sdk/client-iam';
import type { NotSeen, RoleFacts } from '../../core/doctor/facts.ts';
import { accountOf, parseRoleArn, partitionOf, type RoleArn } from '../../core/names.ts';
import { DEFAULT_PARTITION } from '../../core/partitions.ts';
import type { Policies, PolicySource, SourcedPolicy } from '../../core/policy/sides.ts';
import type { StandingPrincipal } from '../../core/terraform/diagnosis/facts.ts';
import { unreadText } from '../../core/text/cli/unread.ts';
import { matchesPattern } from '../../core/trust/policy-match.ts';
import type { PrincipalInspector } from '../../usecases/operating/inspect-ports.ts';
import { refused } from '../aws/sdk-refusal.ts';
import type { IamAccounts } from './iam-accounts.ts';
import { decodePolicy, pages } from './read.ts';

type Details = GetAccountAuthorizationDetailsResponse;
type Inline = { PolicyName?: string | undefined; PolicyDocument?: string | undefined };
type Attached = { PolicyArn?: string | undefined };

const ACTION = 'iam:GetAccountAuthorizationDetails';

/** The policies of one answer, by their ARN. */
const managedIn = (listed: readonly Details[], resource: string): ReadonlyMap<string, SourcedPolicy['document']> =>
  new Map(
    listed.flatMap(({ Policies: all = [] }) =>
      all.flatMap(({ Arn, PolicyVersionList = [] }) => {
        const current = PolicyVersionList.find(({ IsDefaultVersion }) => IsDefaultVersion)?.Document;
        return Arn === undefined || current === undefined
          ? []
          : [[Arn, decodePolicy(current, { action: ACTION, resource })] as const];
      }),
    ),
  );

/** Users and roles with their policies, from the answers of GetAccountAuthorizationDetails. */
const principalsIn = (listed: readonly Details[], accountId: string): readonly StandingPrincipal[] => {
  const managed = managedIn(listed, accountId);
  const source = (kind: PolicySource['kind'], of: string, policy: string): PolicySource => ({
    kind,
    accountId,
    of,
    policy,
  });
  const attachedTo = (of: string, arns: readonly (string | undefined)[], kind: 'managed' | 'boundary'): Policies => {
    const named = arns.flatMap((arn) => arn ?? []);
    const unread = named
      .filter((arn) => !managed.has(arn))
      .map(
        (arn): NotSeen => ({
          kind: 'not_seen',
          why: unreadText.partlyRead(arn),
          fix: unreadText.passProfile(accountId, ACTION),
        }),
      );
    const policies = named.flatMap((arn) => {
      const document = managed.get(arn);
      return document === undefined ? [] : [{ source: source(kind, of, arn), document }];
    });
    return { policies, unread };
  };
  const inlineOf = (of: string, inline: readonly Inline[] = []): readonly SourcedPolicy[] =>
    inline.map(({ PolicyName = '', PolicyDocument }) => ({
      source: source('inline', of, PolicyName),
      document: decodePolicy(PolicyDocument, { action: ACTION, resource: of }),
    }));
  const groups = new Map(
    listed.flatMap(({ GroupDetailList = [] }) => GroupDetailList).map((group) => [group.GroupName, group]),
  );

  const principal = (
    arn: string,
    inline: readonly Inline[] | undefined,
    attached: readonly Attached[] | undefined,
    boundaryArn: string | undefined,
    memberOf: readonly string[] = [],
  ): StandingPrincipal => {
    const own = groupsOf(memberOf);
    const arns = [...(attached ?? []), ...own.flatMap((group) => group?.AttachedManagedPolicies ?? [])];
    const { policies, unread } = attachedTo(
      arn,
      arns.map(({ PolicyArn }) => PolicyArn),
      'managed',
    );
    const inlines = [...inlineOf(arn, inline), ...own.flatMap((group) => inlineOf(arn, group?.GroupPolicyList))];
    return {
      arn,
      policies: { policies: [...inlines, ...policies], unread },
      ...(boundaryArn === undefined ? {} : { boundary: attachedTo(arn, [boundaryArn], 'boundary') }),
    };
  };
  const groupsOf = (names: readonly string[]) => names.map((name) => groups.get(name));

  return listed.flatMap(({ UserDetailList = [], RoleDetailList = [] }) => [
    ...UserDetailList.map((user) =>
      principal(
        user.Arn ?? '',
        user.UserPolicyList,
        user.AttachedManagedPolicies,
        user.PermissionsBoundary?.PermissionsBoundaryArn,
        user.GroupList,
      ),
    ),
    ...RoleDetailList.map((role) =>
      principal(
        role.Arn ?? '',
        role.RolePolicyList,
        role.AttachedManagedPolicies,
        role.PermissionsBoundary?.PermissionsBoundaryArn,
      ),
    ),
  ]);
};

/** Reads the identities of accounts for the diagnosis of Terraform. Faults of AWS become facts. */
export const createPrincipalInspector = (
  accounts: IamAccounts,
  roleOf: (arn: RoleArn) => Promise<RoleFacts>,
  partition = DEFAULT_PARTITION,
): PrincipalInspector => ({
  roleLike: async (pattern) => {
    if (!/[*?]/.test(pattern)) return roleOf(parseRoleArn(pattern));
    const resource = `arn:${partitionOf(pattern)}:iam::${pattern.split(':')[4]}:root`;
    try {
      const listed = await pages((Marker) =>
        accounts.call({ action: 'iam:ListRoles', resource }, new ListRolesCommand({ Marker })),
      );
      const found = (listed ?? [])
        .flatMap(({ Roles = [] }) => Roles)
        .find(({ Arn = '' }) => matchesPattern(Arn, pattern));
      return found?.Arn === undefined ? { kind: 'missing' } : roleOf(parseRoleArn(found.Arn));
    } catch (error) {
      return refused('iam:ListRoles', accountOf(resource as RoleArn), error);
    }
  },

  principals: async (account) => {
    const resource = `arn:${partition}:iam::${account}:root`;
    try {
      const listed = await pages((Marker) =>
        accounts.call({ action: ACTION, resource }, new GetAccountAuthorizationDetailsCommand({ Marker })),
      );
      return { kind: 'seen', value: principalsIn(listed ?? [], account) };
    } catch (error) {
      return refused(ACTION, account, error);
    }
  },
});
