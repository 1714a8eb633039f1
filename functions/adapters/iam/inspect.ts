import { GetAccountSummaryCommand, GetRoleCommand, ListUserPoliciesCommand } from '@aws-sdk/client-iam';
import type { AccountFacts } from '../../core/doctor/facts.ts';
import { IamFault } from '../../core/fault.ts';
import type { AccountId, RoleArn, UserArn } from '../../core/names.ts';
import { accountOf, nameOf } from '../../core/names.ts';
import type { IamInspector } from '../../usecases/inspect-ports.ts';
import type { IamAccounts } from './iam-accounts.ts';
import { decodePolicy } from './inline-policies.ts';
import type { Find } from './inspect-policies.ts';
import { createPolicyReader, notSeen, pages } from './inspect-policies.ts';
import type { TrustQuota } from './trust-quota.ts';

const DEFAULT_SESSION_SECONDS = 3_600;

/** Looks at roles, users and accounts for the doctor. Faults of AWS become facts. */
export const createIamInspector = ({
  managers,
  eyes,
  trustQuota,
  managerArns,
}: {
  /** IAM as the bot reaches it. */
  readonly managers: IamAccounts;
  /** IAM as somebody reaches it who may read more; the bot's own way where nobody does. */
  readonly eyes: IamAccounts;
  readonly trustQuota: TrustQuota;
  /** The manager roles of accounts where the eyes are somebody else's. */
  readonly managerArns: Readonly<Record<AccountId, RoleArn>>;
}): IamInspector => {
  const finder =
    (arn: RoleArn | UserArn): Find =>
    (action, call) =>
      eyes.find(accountOf(arn), { action, resource: arn }, call);

  const policies = createPolicyReader();

  const lookForManager = async (managerArn: RoleArn): Promise<AccountFacts> => {
    try {
      const command = new GetRoleCommand({ RoleName: nameOf(managerArn) });
      const found = await finder(managerArn)('iam:GetRole', (iam) => iam.send(command));
      return { kind: 'closed_to_you', managerArn, isManagerThere: found !== undefined };
    } catch (fault) {
      return notSeen(fault);
    }
  };

  return {
    account: async (id) => {
      try {
        const about = { action: 'iam:GetAccountSummary', resource: `arn:aws:iam::${id}:root` };
        await managers.call(id, about, (iam) => iam.send(new GetAccountSummaryCommand({})));
        return { kind: 'reachable', isQuotaReadable: true };
      } catch (fault) {
        if (fault instanceof IamFault && fault.kind === 'denied') return { kind: 'reachable', isQuotaReadable: false };
        const managerArn = managerArns[id];
        if (managerArn === undefined || !(fault instanceof IamFault) || fault.retryable) return notSeen(fault);
        return lookForManager(managerArn);
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
          trustQuotaChars: await trustQuota(accountOf(arn)),
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
        const listed = await pages((Marker) =>
          find('iam:ListUserPolicies', (iam) => iam.send(new ListUserPoliciesCommand({ UserName, Marker }))),
        );
        if (listed.length === 0) return { kind: 'missing' };
        const names = listed.flatMap(({ PolicyNames = [] }) => PolicyNames);
        return { kind: 'seen', arn, ...(await policies.ofUser(arn, names, find)) };
      } catch (fault) {
        return notSeen(fault);
      }
    },
  };
};
