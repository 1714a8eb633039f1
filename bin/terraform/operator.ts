import { S3Client } from '@aws-sdk/client-s3';
import { type Credentials, clientSettings } from '../../functions/adapters/aws/connection.ts';
import { createEnvironmentCredentials } from '../../functions/adapters/aws/environment-credentials.ts';
import { refused } from '../../functions/adapters/aws/sdk-refusal.ts';
import { createIamClients, iamRegionOf } from '../../functions/adapters/iam/connection.ts';
import { createIamAccounts } from '../../functions/adapters/iam/iam-accounts.ts';
import { createIamInspector } from '../../functions/adapters/iam/inspect.ts';
import { createPrincipalInspector } from '../../functions/adapters/iam/inspect-principals.ts';
import type { AccountRef, ManagerCredentials } from '../../functions/adapters/iam/manager-credentials.ts';
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
import { IamFault } from '../../functions/core/fault.ts';
import type { AccountId } from '../../functions/core/names.ts';
import { unreadText } from '../../functions/core/text/cli/unread.ts';
import { createExamineTerraform } from '../../functions/usecases/operating/examine-terraform.ts';
import { callerArn, stsOf } from '../cli/aws-identity.ts';
import type { Io } from '../cli/io.ts';
import { readProfile } from '../cli/profile.ts';

/** How the accounts are read: with profiles of the operator, or with the same credentials for all. */
export interface Operator {
  readonly endpoint?: string;
  /** The credentials for an account without a profile. Default: those of the environment. */
  readonly keysOf?: (account: string) => Credentials | undefined;
  readonly profileOf: (account: string) => string | undefined;
  /** The profile of the management account of the organization. */
  readonly organizationProfile?: string;
}

const MAX_ATTEMPTS = 3;

/** The connection to an account and the credentials there: of its profile, or those of the environment. */
const createConnect = (io: Io, { endpoint, keysOf, profileOf, organizationProfile }: Operator) => {
  const environmentKeys = async (): Promise<Credentials | undefined> =>
    io.environment['AWS_ACCESS_KEY_ID'] ? createEnvironmentCredentials(io.environment)() : undefined;
  const through = async (profile: string | undefined, region: string, keys: Credentials | undefined) => {
    const { settings } = await readProfile(profile, io.environment);
    const own = endpoint ?? (io.environment['AWS_ENDPOINT_URL'] || settings['endpoint_url']);
    const credentials = profile === undefined ? (keys ?? (await environmentKeys())) : undefined;
    return { connection: defined({ endpoint: own, region, profile }), ...defined({ credentials }) };
  };
  return {
    to: (account: string, region: string) => through(profileOf(account), region, keysOf?.(account)),
    /** The management account of the organization, if there is a profile of it. */
    toManagement:
      organizationProfile === undefined
        ? undefined
        : (region: string) => through(organizationProfile, region, undefined),
  };
};

type Connect = ReturnType<typeof createConnect>;

/** Who the operator is in each account: the account of the credentials, and the credentials. */
const createIdentities = (connect: Connect, region: string) => {
  const known = new Map<string, Promise<{ readonly account: string; readonly credentials: Credentials }>>();
  const open = async (account: string) => {
    const { connection, credentials } = await connect.to(account, region);
    const sts = stsOf({ ...connection, maxAttempts: MAX_ATTEMPTS }, credentials);
    const found = (await callerArn(sts)).split(':')[4] ?? '';
    return { account: found, credentials: await sts.config.credentials() };
  };
  return (account: string) => {
    const opened = known.get(account) ?? open(account);
    known.set(account, opened);
    return opened;
  };
};

/** The credentials of the operator for IAM. Its calls name no account, so those of another account must not be used. */
const ownCredentials = (identityIn: ReturnType<typeof createIdentities>): ManagerCredentials => {
  const fault = ({ id, partition }: AccountRef, message: string): IamFault =>
    new IamFault({
      kind: 'manager_unreachable',
      message,
      fix: unreadText.passProfile(id, 'iam:Get* and iam:List*'),
      retryable: false,
      resource: `arn:${partition}:iam::${id}:root`,
    });
  return {
    of: async (account) => {
      const identity = await identityIn(account.id).catch((error: Error) => {
        throw fault(account, refused('sts:GetCallerIdentity', account.id, error).why);
      });
      if (identity.account !== account.id) throw fault(account, unreadText.wrongAccount(account.id, identity.account));
      return identity.credentials;
    },
    forget: () => {},
  };
};

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
