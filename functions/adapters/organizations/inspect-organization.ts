import {
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  ListParentsCommand,
  OrganizationsClient,
  type PolicyType,
  paginateListPoliciesForTarget,
} from '@aws-sdk/client-organizations';
import type { Policies, PolicySource, SourcedPolicy } from '../../core/policy/sides.ts';
import { unreadText } from '../../core/text/cli/unread.ts';
import { parsePolicy } from '../../core/trust/documents.ts';
import type { OrganizationInspector } from '../../usecases/operating/inspect-ports.ts';
import { type ClientOptions, clientSettings } from '../aws/connection.ts';
import { refusalOf, refused } from '../aws/sdk-refusal.ts';

export const createOrganizationsClient = (options: ClientOptions): OrganizationsClient =>
  new OrganizationsClient({ ...clientSettings(options), maxAttempts: 3 });

const NONE: Policies = { policies: [], unread: [] };

/** The account, its organizational units, and the root, with the root first. */
const targetsOf = async (client: OrganizationsClient, account: string): Promise<readonly string[]> => {
  const targets = [account];
  for (;;) {
    const { Parents = [] } = await client.send(new ListParentsCommand({ ChildId: targets[0] ?? '' }));
    const [parent] = Parents;
    if (parent?.Id === undefined) return targets;
    targets.unshift(parent.Id);
    if (parent.Type === 'ROOT') return targets;
  }
};

const policiesAt = async (
  client: OrganizationsClient,
  TargetId: string,
  kind: Extract<PolicySource['kind'], 'scp' | 'rcp'>,
  of: string,
  accountId: string,
): Promise<Policies> => {
  const Filter: PolicyType = kind === 'scp' ? 'SERVICE_CONTROL_POLICY' : 'RESOURCE_CONTROL_POLICY';
  const policies: SourcedPolicy[] = [];
  for await (const { Policies: listed = [] } of paginateListPoliciesForTarget({ client }, { TargetId, Filter }))
    for (const { Id: PolicyId } of listed) {
      const { Policy } = await client.send(new DescribePolicyCommand({ PolicyId }));
      const source: PolicySource = { kind, accountId, of, ...(PolicyId === undefined ? {} : { policy: PolicyId }) };
      policies.push({ source, document: parsePolicy(Policy?.Content ?? '') });
    }
  return { policies, unread: [] };
};

/**
 * Reads what the organization of an account limits. Only the management account and delegated administrators may list policies; every
 * member may describe the organization. Source: AWS, Organizations API Reference.
 */
export const createOrganizationInspector = (
  clientOf: (account: string) => Promise<OrganizationsClient>,
  /** A client of the management account, if the operator named one. */
  managementClient?: () => Promise<OrganizationsClient>,
): OrganizationInspector => ({
  organization: async (account) => {
    try {
      const own = await clientOf(account);
      const { Organization } = await own.send(new DescribeOrganizationCommand({}));
      const { Id: id = '', MasterAccountId: management } = Organization ?? {};
      // Policies of an organization never limit its management account.
      if (management === account) return { kind: 'seen', value: { id, scp: [], rcp: NONE } };
      try {
        const client = (await managementClient?.()) ?? own;
        const targets = await targetsOf(client, account);
        const at = (kind: 'scp' | 'rcp') =>
          Promise.all(targets.map((target) => policiesAt(client, target, kind, account, management ?? account)));
        const [listed, rcp] = [await at('scp'), await at('rcp')];
        // Where the policy type is on, every target has at least one. Source: AWS, Organizations User Guide, "Attaching SCPs".
        const scp = listed.filter(({ policies }) => policies.length > 0);
        return { kind: 'seen', value: { id, scp, rcp: { policies: rcp.flatMap((one) => one.policies), unread: [] } } };
      } catch (error) {
        const unread = [
          {
            ...refused('organizations:ListPoliciesForTarget', account, error),
            fix: unreadText.noOrganization(account),
          },
        ];
        return { kind: 'seen', value: { id, scp: [{ policies: [], unread }], rcp: { policies: [], unread } } };
      }
    } catch (error) {
      if (refusalOf(error).code === 'AWSOrganizationsNotInUse') return { kind: 'seen', value: { scp: [], rcp: NONE } };
      return {
        ...refused('organizations:DescribeOrganization', account, error),
        fix: unreadText.noOrganization(account),
      };
    }
  },
});
