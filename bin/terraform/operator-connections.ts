import type { Credentials } from '../../functions/adapters/aws/connection.ts';
import { createEnvironmentCredentials } from '../../functions/adapters/aws/environment-credentials.ts';
import { refused } from '../../functions/adapters/aws/sdk-refusal.ts';
import type { AccountRef, ManagerCredentials } from '../../functions/adapters/iam/manager-credentials.ts';
import { defined } from '../../functions/core/defined.ts';
import { IamFault } from '../../functions/core/fault.ts';
import { unreadText } from '../../functions/core/text/cli/unread.ts';
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

export const MAX_ATTEMPTS = 3;

/** The connection to an account and the credentials there: of its profile, or those of the environment. */
export const createConnect = (io: Io, { endpoint, keysOf, profileOf, organizationProfile }: Operator) => {
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
export const createIdentities = (connect: Connect, region: string) => {
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
export const ownCredentials = (identityIn: ReturnType<typeof createIdentities>): ManagerCredentials => {
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
