import { S3Client } from '@aws-sdk/client-s3';
import { clientSettings } from '../../functions/adapters/aws/connection.ts';
import { createIamClients, iamRegionOf } from '../../functions/adapters/iam/connection.ts';
import { createIamAccounts } from '../../functions/adapters/iam/iam-accounts.ts';
import { createIamInspector } from '../../functions/adapters/iam/inspect.ts';
import { createPrincipalInspector } from '../../functions/adapters/iam/inspect-principals.ts';
import { createKeyInspector, createKmsClient } from '../../functions/adapters/kms/inspect-key.ts';
import {
  createOrganizationInspector,
  createOrganizationsClient,
} from '../../functions/adapters/organizations/inspect-organization.ts';
import { createStateInspector } from '../../functions/adapters/s3/inspect-state.ts';
import type { Catalog } from '../../functions/core/catalog/catalog.ts';
import { partitionOfCatalog } from '../../functions/core/catalog/lookup.ts';
import { defined } from '../../functions/core/defined.ts';
import type { NotSeen, RoleFacts, UserFacts } from '../../functions/core/doctor/facts.ts';
import type { AccountId } from '../../functions/core/names.ts';
import { unreadText } from '../../functions/core/text/cli/unread.ts';
import { createExamineTerraform } from '../../functions/usecases/operating/examine-terraform.ts';
import type { Io } from '../cli/io.ts';
import {
  createConnect,
  createIdentities,
  MAX_ATTEMPTS,
  type Operator,
  ownCredentials,
} from './operator-connections.ts';

const withOwnFix = (account: string, fact: NotSeen): NotSeen => ({
  ...fact,
  fix: unreadText.passProfile(account, 'iam:Get* and iam:List*'),
});

/** The fixes of the doctor name roles of the bot. Here the operator's own profiles read IAM. */
const ofOperator = <Facts extends RoleFacts | UserFacts>(arn: string, facts: Facts): Facts => {
  const account = arn.split(':')[4] ?? '';
  if (facts.kind === 'not_seen') return { ...facts, ...withOwnFix(account, facts) };
  if (facts.kind === 'missing') return facts;
  return { ...facts, unread: facts.unread.map((fact) => withOwnFix(account, fact)) };
};

/** Reads bundles with the operator's own credentials, because the roles of the bot can read neither S3 nor KMS. */
export const openTerraform = async (
  io: Io,
  catalog: Catalog,
  operator: Operator,
  given: Readonly<Record<string, string>> = {},
) => {
  const connect = createConnect(io, operator);
  const partition = partitionOfCatalog(catalog);
  const region = iamRegionOf(partition);
  // IAM has one endpoint for all accounts.
  const { connection } = await connect.to(catalog.accounts[0]?.id ?? '', region);
  const identityIn = createIdentities(connect, region);
  const accounts = createIamAccounts(
    ownCredentials(identityIn),
    createIamClients({ ...defined({ endpoint: connection.endpoint }), maxAttempts: MAX_ATTEMPTS }),
  );
  const inspector = createIamInspector({
    accounts,
    trustQuota: async () => Number.POSITIVE_INFINITY,
    lookOf: async () => ({ kind: 'profile' }),
    managerArns: {} as Readonly<Record<AccountId, never>>,
  });
  const role = async (arn: Parameters<typeof inspector.role>[0]) => ofOperator(arn, await inspector.role(arn));
  return createExamineTerraform({
    catalog,
    clock: io.clock,
    given,
    iam: { role, user: async (arn) => ofOperator(arn, await inspector.user(arn)) },
    principals: createPrincipalInspector(accounts, role, partition),
    state: createStateInspector(
      async (account, of) => {
        const options = await connect.to(account, of);
        const forcePathStyle = options.connection.endpoint !== undefined;
        return new S3Client({
          ...clientSettings(options),
          maxAttempts: MAX_ATTEMPTS,
          forcePathStyle,
          followRegionRedirects: true,
        });
      },
      async (account) => (await identityIn(account)).account,
    ),
    keys: createKeyInspector(async (account, of) => createKmsClient(await connect.to(account, of))),
    organizations: createOrganizationInspector(
      async (account) => createOrganizationsClient(await connect.to(account, region)),
      connect.toManagement && (async () => createOrganizationsClient((await connect.toManagement?.(region)) ?? {})),
    ),
  });
};
