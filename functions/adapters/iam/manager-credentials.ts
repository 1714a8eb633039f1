import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import type { Account } from '../../core/catalog/catalog.ts';
import { defined } from '../../core/defined.ts';
import { IamFault } from '../../core/fault.ts';
import { type AccountId, parseAccountId, partitionOf } from '../../core/names.ts';
import { addMinutes } from '../../core/time.ts';
import type { Clock } from '../../usecases/ports.ts';
import type { Credentials } from '../aws/connection.ts';
import { isAboutCredentials, isPassing, isThrottling, readSdkError, type SdkError } from './sdk-errors.ts';

/** An account with a manager role. */
export interface AccountRef {
  readonly id: AccountId;
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  /** The name of its manager role, if the account is no longer in the catalog. */
  readonly formerManager?: string;
}

/** The account and partition of an ARN. */
export const accountRefOf = (arn: string, formerManager?: string): AccountRef => ({
  id: parseAccountId(arn.split(':')[4] ?? ''),
  partition: partitionOf(arn),
  ...defined({ formerManager }),
});

/** Credentials for each account: a session of its manager role. */
export interface ManagerCredentials {
  /** Valid for at least five minutes. Throws IamFault `manager_unreachable`. */
  of(account: AccountRef): Promise<Credentials>;
  /** Discards credentials that AWS refused. */
  forget(account: AccountRef, refused: Credentials): void;
}

const SESSION_NAME = 'assume-bot';
const RENEW_MINUTES_BEFORE_END = 5;

const isFresh = ({ expiration }: Credentials, now: Date): boolean =>
  expiration !== undefined && addMinutes(now, RENEW_MINUTES_BEFORE_END) < expiration;

const unlisted = ({ id, partition }: AccountRef): IamFault =>
  new IamFault({
    kind: 'manager_unreachable',
    message: `account ${id} is not in the catalog, so the bot cannot reach it`,
    fix: `add ${id} to "accounts" in access.yaml and deploy the account stack there`,
    retryable: false,
    resource: `arn:${partition}:iam::${id}:root`,
  });

const fixOf = (roleArn: string, error: SdkError, retryable: boolean): string => {
  if (isAboutCredentials(error)) {
    return 'use AWS credentials that are valid and have not expired (Lambda provides those of the reconcile function)';
  }
  if (retryable) return 'check that STS can be reached in this region; the workers try again automatically';
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

/** Assumes the manager role of each account, and keeps the session while it is valid. */
export const createManagerCredentials = ({
  sts,
  accounts,
  externalId,
  clock,
}: {
  readonly sts: STSClient;
  readonly accounts: readonly Account[];
  readonly externalId: string;
  readonly clock: Clock;
}): ManagerCredentials => {
  /** By the ARN of the manager role. */
  const known = new Map<string, Credentials>();
  const underWay = new Map<string, Promise<Credentials>>();

  const managerOf = (account: AccountRef): string => {
    const listed = accounts.find(({ id }) => id === account.id)?.managerRoleName;
    const name = listed ?? account.formerManager;
    if (name === undefined) throw unlisted(account);
    return `arn:${account.partition}:iam::${account.id}:role/${name}`;
  };

  const assume = async (roleArn: string): Promise<Credentials> => {
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

  const renew = async (roleArn: string): Promise<Credentials> => {
    try {
      const credentials = await assume(roleArn);
      known.set(roleArn, credentials);
      return credentials;
    } finally {
      underWay.delete(roleArn);
    }
  };

  return {
    of: async (account) => {
      const roleArn = managerOf(account);
      const credentials = known.get(roleArn);
      if (credentials !== undefined && isFresh(credentials, clock.now())) return credentials;
      const running = underWay.get(roleArn) ?? renew(roleArn);
      underWay.set(roleArn, running);
      return running;
    },
    forget: (account, refused) => {
      const roleArn = managerOf(account);
      if (known.get(roleArn) === refused) known.delete(roleArn);
    },
  };
};
