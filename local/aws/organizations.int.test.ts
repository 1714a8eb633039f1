import {
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  ListParentsCommand,
  ListPoliciesForTargetCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { describe, expect, it } from 'vitest';
import { aLocalAws, PROD, policy, UTILS } from './testing/a-local-aws.ts';

const limits = policy(
  { Effect: 'Allow', Action: 's3:*', Resource: '*' },
  { Effect: 'Allow', Action: 'organizations:*', Resource: '*' },
);

const aMember = async () => {
  const { aws } = await aLocalAws(
    {},
    { accounts: [{ id: PROD, organizationId: 'o-ours', serviceControlPolicies: [limits] }, { id: UTILS }] },
  );
  return (account: string) =>
    new OrganizationsClient({
      endpoint: aws.url,
      region: 'us-east-1',
      credentials: aws.rootCredentials(account),
      maxAttempts: 1,
    });
};

describe('Organizations', () => {
  it('shows a member its organization and the service control policies of each level', async () => {
    const client = (await aMember())(PROD);
    const Filter = 'SERVICE_CONTROL_POLICY';

    const { Organization } = await client.send(new DescribeOrganizationCommand({}));
    const { Parents: [root] = [] } = await client.send(new ListParentsCommand({ ChildId: PROD }));
    const atRoot = await client.send(new ListPoliciesForTargetCommand({ TargetId: root?.Id, Filter }));
    const own = await client.send(new ListPoliciesForTargetCommand({ TargetId: PROD, Filter }));
    const { Policy } = await client.send(new DescribePolicyCommand({ PolicyId: own.Policies?.[0]?.Id }));

    expect([Organization?.Id, root?.Type]).toEqual(['o-ours', 'ROOT']);
    expect(atRoot.Policies?.map(({ Id }) => Id)).toEqual(['p-FullAWSAccess']);
    expect(JSON.parse(Policy?.Content ?? '')).toEqual(limits);
  });

  it('answers that an account is in no organization, and shows no other account', async () => {
    const as = await aMember();

    const alone = as(UTILS).send(new DescribeOrganizationCommand({}));
    const other = as(PROD).send(new ListParentsCommand({ ChildId: UTILS }));

    await expect(alone).rejects.toMatchObject({ name: 'AWSOrganizationsNotInUseException' });
    await expect(other).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
