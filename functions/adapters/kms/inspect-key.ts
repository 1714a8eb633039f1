import { DescribeKeyCommand, GetKeyPolicyCommand, KMSClient, paginateListGrants } from '@aws-sdk/client-kms';
import type { Found, KeyFacts, KeyGrant, Seen } from '../../core/terraform/diagnosis/facts.ts';
import { accountOfKey } from '../../core/terraform/state-policies.ts';
import { parsePolicy } from '../../core/trust/documents.ts';
import type { KeyInspector } from '../../usecases/operating/inspect-ports.ts';
import { type ClientOptions, clientSettings } from '../aws/connection.ts';
import { refusalOf, refused } from '../aws/sdk-refusal.ts';

export const createKmsClient = (options: ClientOptions): KMSClient =>
  new KMSClient({ ...clientSettings(options), maxAttempts: 3 });

const found = async <Value>(action: string, account: string, read: () => Promise<Value>): Promise<Found<Value>> => {
  try {
    return { kind: 'seen', value: await read() };
  } catch (error) {
    return refusalOf(error).code === 'NotFound' ? { kind: 'missing' } : refused(action, account, error);
  }
};

const grantsOf = async (client: KMSClient, KeyId: string): Promise<readonly KeyGrant[]> => {
  const grants: KeyGrant[] = [];
  for await (const { Grants = [] } of paginateListGrants({ client }, { KeyId }))
    for (const { GranteePrincipal: grantee, Operations = [], Constraints } of Grants)
      if (grantee !== undefined)
        grants.push({
          grantee,
          operations: Operations,
          ...(Constraints?.EncryptionContextEquals && { contextEquals: Constraints.EncryptionContextEquals }),
          ...(Constraints?.EncryptionContextSubset && { contextSubset: Constraints.EncryptionContextSubset }),
        });
  return grants;
};

/** Reads the policy, the grants and the state of KMS keys, each on its own. Changes nothing. */
export const createKeyInspector = (
  clientOf: (account: string, region: string) => Promise<KMSClient>,
): KeyInspector => ({
  key: async (KeyId): Promise<KeyFacts> => {
    const account = accountOfKey(KeyId);
    const client = await clientOf(account, KeyId.split(':')[3] ?? '');
    const [policy, grants, description] = await Promise.all([
      found('kms:GetKeyPolicy', account, async () => {
        const { Policy = '' } = await client.send(new GetKeyPolicyCommand({ KeyId, PolicyName: 'default' }));
        return parsePolicy(Policy);
      }),
      found('kms:ListGrants', account, () => grantsOf(client, KeyId)),
      found('kms:DescribeKey', account, async () => {
        const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId }));
        return { state: KeyMetadata?.KeyState ?? 'Enabled', isAwsManaged: KeyMetadata?.KeyManager === 'AWS' };
      }),
    ]);
    const noGrants: Seen<readonly KeyGrant[]> = { kind: 'seen', value: [] };
    return { policy, description, grants: grants.kind === 'missing' ? noGrants : grants };
  },
});
