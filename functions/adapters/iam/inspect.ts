import { GetAccountSummaryCommand, GetRoleCommand, GetUserCommand, ListUserPoliciesCommand } from '@aws-sdk/client-iam';
import type { AccountFacts } from '../../core/doctor/facts.ts';
import { IamFault } from '../../core/fault.ts';
import { type AccountId, nameOf, partitionOf, type RoleArn, type UserArn } from '../../core/names.ts';
import type { IamInspector } from '../../usecases/operating/inspect-ports.ts';
import type { IamAccounts } from './iam-accounts.ts';
import { decodePolicy } from './inline-policies.ts';
import { createPolicyReader, type Find, notSeen, pages } from './inspect-policies.ts';
import type { TrustQuota } from './trust-quota.ts';

const DEFAULT_SESSION_SECONDS = 3_600;

/** How an account is looked at: by a role that only reads, by a profile that was lent, or as the bot itself does. */
export type Look =
  | { readonly kind: 'inspector' | 'profile' }
  | { readonly kind: 'manager'; readonly inspectorArn: string };

/** Looks at roles, users and accounts for the doctor. Faults of AWS become facts. */
export const createIamInspector = ({
  eyes,
  trustQuota,
  lookOf,
  managerArns,
  externalId,
}: {
  /** IAM through roles or profiles that may read more than the bot; the bot's own way where there are none. */
  readonly eyes: IamAccounts;
  readonly trustQuota: TrustQuota;
  /** Whose eyes look at an account. */
  readonly lookOf: (account: AccountId) => Promise<Look>;
  readonly managerArns: Readonly<Record<AccountId, RoleArn>>;
  /** What the bot names when it assumes manager roles, if whoever looks knows it. */
  readonly externalId?: string;
}): IamInspector => {
  const finder =
    (arn: RoleArn | UserArn): Find =>
    (action, call) =>
      eyes.find({ action, resource: arn }, call);

  const policies = createPolicyReader();

  /** The manager role from outside: whether it is there, and whom it lets in. */
  const lookAtManager = async (managerArn: RoleArn): Promise<AccountFacts> => {
    try {
      const command = new GetRoleCommand({ RoleName: nameOf(managerArn) });
      const found = await finder(managerArn)('iam:GetRole', (iam) => iam.send(command));
      if (found === undefined) return { kind: 'looked_at', manager: { arn: managerArn } };
      const about = { action: 'iam:GetRole', resource: managerArn };
      const trust = decodePolicy(found.Role?.AssumeRolePolicyDocument, about);
      const requested = externalId === undefined ? {} : { externalId };
      return { kind: 'looked_at', manager: { arn: managerArn, trust, ...requested } };
    } catch (fault) {
      return notSeen(fault);
    }
  };

  const throughManager = async (id: AccountId): Promise<Extract<AccountFacts, { kind: 'reachable' }>> => {
    try {
      const resource = `arn:${partitionOf(managerArns[id] ?? '')}:iam::${id}:root`;
      await eyes.call({ action: 'iam:GetAccountSummary', resource }, (iam) =>
        iam.send(new GetAccountSummaryCommand({})),
      );
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
      // Who may look is not tried on the manager role: each refusal would stand in the account's CloudTrail.
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
        const find = finder(arn);
        const found = await find('iam:GetRole', (iam) => iam.send(new GetRoleCommand({ RoleName: nameOf(arn) })));
        const role = found?.Role;
        if (role === undefined) return { kind: 'missing' };
        if (role.Arn !== arn) return { kind: 'missing', ...(role.Arn === undefined ? {} : { otherArn: role.Arn }) };
        return {
          kind: 'seen',
          arn,
          description: role.Description ?? '',
          tags: Object.fromEntries((role.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
          trust: decodePolicy(role.AssumeRolePolicyDocument, { action: 'iam:GetRole', resource: arn }),
          maxSessionSeconds: role.MaxSessionDuration ?? DEFAULT_SESSION_SECONDS,
          trustQuotaChars: await trustQuota(arn),
          ...(await policies.ofRole(arn, find)),
        };
      } catch (fault) {
        return notSeen(fault);
      }
    },

    user: async (arn) => {
      try {
        const find = finder(arn);
        const UserName = nameOf(arn);
        const found = await find('iam:GetUser', (iam) => iam.send(new GetUserCommand({ UserName })));
        if (found?.User === undefined) return { kind: 'missing' };
        const listed = await pages((Marker) =>
          find('iam:ListUserPolicies', (iam) => iam.send(new ListUserPoliciesCommand({ UserName, Marker }))),
        );
        const names = listed.flatMap(({ PolicyNames = [] }) => PolicyNames);
        return {
          kind: 'seen',
          arn,
          userName: found.User.UserName ?? UserName,
          ...(await policies.ofUser(arn, names, find)),
        };
      } catch (fault) {
        return notSeen(fault);
      }
    },
  };
};
