import { GetAccountSummaryCommand, GetRoleCommand, GetUserCommand, ListMFADevicesCommand } from '@aws-sdk/client-iam';
import { defined } from '../../core/defined.ts';
import type { AccountFacts } from '../../core/doctor/facts.ts';
import { IamFault } from '../../core/fault.ts';
import { type AccountId, nameOf, partitionOf, type RoleArn, type UserArn } from '../../core/names.ts';
import type { IamInspector } from '../../usecases/operating/inspect-ports.ts';
import type { IamAccounts } from './iam-accounts.ts';
import { notSeen } from './inspect-parts.ts';
import { createPolicyReader } from './inspect-policies.ts';
import { DEFAULT_SESSION_SECONDS, decodePolicy, type Find, findFor, inlineOfUser } from './read.ts';
import type { TrustQuota } from './trust-quota.ts';

/** How an account is inspected: with the inspector role, with a profile of the operator, or with the manager role of the bot. */
export type Look =
  | { readonly kind: 'inspector' | 'profile' }
  | { readonly kind: 'manager'; readonly inspectorArn: string };

/** Undefined if the call is denied: the manager role may not list devices. */
const hasMfaDevice = async (find: Find, arn: UserArn): Promise<boolean | undefined> => {
  try {
    const listed = await find('iam:ListMFADevices', new ListMFADevicesCommand({ UserName: nameOf(arn) }));
    return (listed?.MFADevices ?? []).length > 0;
  } catch (fault) {
    if (fault instanceof IamFault && fault.kind === 'denied') return undefined;
    throw fault;
  }
};

/** Reads roles, users and accounts for the doctor. Faults of AWS become facts. */
export const createIamInspector = ({
  accounts,
  trustQuota,
  lookOf,
  managerArns,
  externalId,
}: {
  /** IAM with roles or profiles that may read more than the bot, otherwise with the manager roles. */
  readonly accounts: IamAccounts;
  readonly trustQuota: TrustQuota;
  /** Whose accounts look at an account. */
  readonly lookOf: (account: AccountId) => Promise<Look>;
  readonly managerArns: Readonly<Record<AccountId, RoleArn>>;
  /** The ExternalId of the manager roles, if the operator knows it. */
  readonly externalId?: string;
}): IamInspector => {
  const policies = createPolicyReader();

  /** The manager role and its trust policy. */
  const lookAtManager = async (managerArn: RoleArn): Promise<AccountFacts> => {
    try {
      const find = findFor(accounts, managerArn);
      const found = await find('iam:GetRole', new GetRoleCommand({ RoleName: nameOf(managerArn) }));
      if (found === undefined) return { kind: 'looked_at', manager: { arn: managerArn } };
      const about = { action: 'iam:GetRole', resource: managerArn };
      const trust = decodePolicy(found.Role?.AssumeRolePolicyDocument, about);
      return { kind: 'looked_at', manager: { arn: managerArn, trust, ...defined({ externalId }) } };
    } catch (fault) {
      return notSeen(fault);
    }
  };

  const throughManager = async (id: AccountId): Promise<Extract<AccountFacts, { kind: 'reachable' }>> => {
    try {
      const resource = `arn:${partitionOf(managerArns[id] ?? '')}:iam::${id}:root`;
      await accounts.call({ action: 'iam:GetAccountSummary', resource }, new GetAccountSummaryCommand({}));
      return { kind: 'reachable', isQuotaReadable: true };
    } catch (fault) {
      if (fault instanceof IamFault && fault.kind === 'denied') return { kind: 'reachable', isQuotaReadable: false };
      throw fault;
    }
  };

  return {
    account: async (id) => {
      const managerArn = managerArns[id];
      const look = await lookOf(id);
      // The manager role is not assumed by operators, because each refusal would appear in the CloudTrail of the account.
      if (look.kind !== 'manager' && managerArn !== undefined) return lookAtManager(managerArn);
      try {
        const reached = await throughManager(id);
        return look.kind === 'manager' ? { ...reached, closedInspectorArn: look.inspectorArn } : reached;
      } catch (fault) {
        return notSeen(fault);
      }
    },

    role: async (arn) => {
      try {
        const find = findFor(accounts, arn);
        const role = (await find('iam:GetRole', new GetRoleCommand({ RoleName: nameOf(arn) })))?.Role;
        if (role?.Arn !== arn) return { kind: 'missing', ...defined({ otherArn: role?.Arn }) };
        return {
          kind: 'seen',
          arn,
          ...defined({ id: role.RoleId }),
          description: role.Description ?? '',
          tags: Object.fromEntries((role.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
          trust: decodePolicy(role.AssumeRolePolicyDocument, { action: 'iam:GetRole', resource: arn }),
          maxSessionSeconds: role.MaxSessionDuration ?? DEFAULT_SESSION_SECONDS,
          trustQuotaChars: await trustQuota(arn),
          ...(await policies.ofRole(arn, find, role.PermissionsBoundary?.PermissionsBoundaryArn)),
        };
      } catch (fault) {
        return notSeen(fault);
      }
    },

    user: async (arn) => {
      try {
        const find = findFor(accounts, arn);
        const user = (await find('iam:GetUser', new GetUserCommand({ UserName: nameOf(arn) })))?.User;
        if (user?.UserName === undefined) return { kind: 'missing' };
        const names = (await inlineOfUser(find, arn).names()) ?? [];
        const boundaryArn = user.PermissionsBoundary?.PermissionsBoundaryArn;
        return {
          kind: 'seen',
          arn,
          userName: user.UserName,
          ...defined({ id: user.UserId, hasMfa: await hasMfaDevice(find, arn) }),
          ...(await policies.ofUser(arn, names, find, boundaryArn)),
        };
      } catch (fault) {
        return notSeen(fault);
      }
    },
  };
};
