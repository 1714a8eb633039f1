import type { STSClient } from '@aws-sdk/client-sts';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import type { Account } from '../../core/catalog/catalog.ts';
import { IamFault } from '../../core/fault.ts';
import type { AccountId } from '../../core/names.ts';
import { addMinutes } from '../../core/time.ts';
import type { Clock } from '../../usecases/ports.ts';
import type { Credentials } from './connection.ts';
import type { SdkError } from './sdk-errors.ts';
import { isAboutCredentials, isPassing, isThrottling, readSdkError } from './sdk-errors.ts';

/** The key to each account: a session of its manager role. */
export interface ManagerCredentials {
  /** Good for five minutes at least. Throws IamFault `manager_unreachable`. */
  of(account: AccountId): Promise<Credentials>;
  /** Makes sure that credentials which AWS no longer takes are not handed out again. */
  forget(account: AccountId, refused: Credentials): void;
}

const SESSION_NAME = 'assume-bot';
const RENEW_MINUTES_BEFORE_END = 5;

const isFresh = ({ expiration }: Credentials, now: Date): boolean =>
  expiration !== undefined && addMinutes(now, RENEW_MINUTES_BEFORE_END) < expiration;

const unlisted = (account: AccountId): IamFault =>
  new IamFault({
    kind: 'manager_unreachable',
    message: `account ${account} is not in the catalog, so the bot has no way into it`,
    fix: `add ${account} to "accounts" in access.yaml and deploy the account stack there`,
    retryable: false,
    resource: `arn:aws:iam::${account}:root`,
  });

const fixOf = (roleArn: string, error: SdkError, retryable: boolean): string => {
  if (isAboutCredentials(error)) {
    return 'give the process AWS credentials that hold: in Lambda those of the reconcile function, which come by themselves';
  }
  if (retryable) return 'nothing: STS did not answer as it should, and the work is tried again';
  return (
    `deploy the account stack in account ${roleArn.split(':')[4]}, so that ${roleArn} exists and trusts the role of the ` +
    `reconcile function with the bot's ExternalId, and let that role call sts:AssumeRole on it`
  );
};

const unreachable = (roleArn: string, cause: unknown): IamFault => {
  const error = readSdkError(cause);
  const retryable = isThrottling(error) || isPassing(error);
  return new IamFault({
    kind: 'manager_unreachable',
    message: `sts:AssumeRole on ${roleArn}: ${error.code}: ${error.message}`,
    fix: fixOf(roleArn, error, retryable),
    retryable,
    resource: roleArn,
    cause,
  });
};

/** Assumes the manager role of each account, once for everybody who asks while the session is good. */
export const createManagerCredentials = ({
  sts,
  accounts,
  externalId,
  clock,
  partition = 'aws',
}: {
  readonly sts: STSClient;
  readonly accounts: readonly Account[];
  readonly externalId: string;
  readonly clock: Clock;
  readonly partition?: string;
}): ManagerCredentials => {
  const known = new Map<AccountId, Credentials>();
  const underWay = new Map<AccountId, Promise<Credentials>>();

  const assume = async (accountId: AccountId): Promise<Credentials> => {
    const account = accounts.find(({ id }) => id === accountId);
    if (account === undefined) throw unlisted(accountId);
    const roleArn = `arn:${partition}:iam::${accountId}:role/${account.managerRoleName}`;
    try {
      const answer = await sts.send(
        new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: SESSION_NAME, ExternalId: externalId }),
      );
      const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
      if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
        throw new Error('no credentials in the answer');
      return {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
        expiration: Expiration,
      };
    } catch (error) {
      throw unreachable(roleArn, error);
    }
  };

  const renew = async (account: AccountId): Promise<Credentials> => {
    try {
      const credentials = await assume(account);
      known.set(account, credentials);
      return credentials;
    } finally {
      underWay.delete(account);
    }
  };

  return {
    of: async (account) => {
      const credentials = known.get(account);
      if (credentials !== undefined && isFresh(credentials, clock.now())) return credentials;
      const running = underWay.get(account) ?? renew(account);
      underWay.set(account, running);
      return running;
    },
    forget: (account, refused) => {
      if (known.get(account) === refused) known.delete(account);
    },
  };
};
