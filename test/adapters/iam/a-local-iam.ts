import { createLocalAws } from '@assume-bot/local-aws';
import type { AccountSeed, InlinePolicies } from '@assume-bot/local-aws/seed-types';
import type { LocalAws } from '@assume-bot/local-aws/types';
import { createAwsIam } from '../../../functions/adapters/iam/aws-iam.ts';
import { type Connection, createIamClients, createStsClient } from '../../../functions/adapters/iam/connection.ts';
import {
  createManagerCredentials,
  type ManagerCredentials,
} from '../../../functions/adapters/iam/manager-credentials.ts';
import type { Account } from '../../../functions/core/catalog/catalog.ts';
import {
  accountOf,
  nameOf,
  parseAccountId,
  pathAndNameOf,
  type RoleArn,
  type UserArn,
} from '../../../functions/core/names.ts';
import { DEFAULT_HUB, type Hub } from '../../../functions/core/trust/policy-names.ts';
import type { Log } from '../../../functions/usecases/ports.ts';
import { aClock, type FixedClock } from '../../support/fixed-clock.ts';
import type { IamWorld } from '../../support/iam.contract.ts';
import type { IamSeed } from '../../support/memory-iam.ts';

export const EXTERNAL_ID = 'example-external-id';
const HUB = '999999999999';
const RECONCILER = `arn:aws:iam::${HUB}:role/reconciler`;

/** The permissions of the manager roles in tests: all of IAM. */
const MANAGE_ALL: InlinePolicies = {
  manage: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'iam:*', Resource: '*' } },
};

/** The adapter over a local AWS, which a test can inspect and change directly. */
export interface LocalIam extends IamWorld {
  readonly aws: LocalAws;
  readonly clock: FixedClock;
  readonly managers: ManagerCredentials;
  readonly accounts: readonly Account[];
  readonly warnings: string[];
  close(): Promise<void>;
}

export interface LocalIamOptions {
  readonly connection?: Connection;
  /** By account ID. Default: all of IAM. */
  readonly managerPolicies?: Readonly<Record<string, InlinePolicies>>;
  /** The ExternalId that the bot sends. Default: the one that the manager roles require. */
  readonly externalId?: string;
  readonly hub?: Hub;
  /** Accounts with a manager role that are not in the catalog. */
  readonly formerAccounts?: readonly string[];
}

const pathOf = (arn: RoleArn | UserArn): string => `/${pathAndNameOf(arn).slice(0, -nameOf(arn).length)}`;

const hub: AccountSeed = {
  id: HUB,
  roles: [
    {
      name: 'reconciler',
      maxSessionDurationSeconds: 43_200,
      trustPolicy: {
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      },
      inlinePolicies: {
        reach: {
          Version: '2012-10-17',
          Statement: {
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Resource: 'arn:aws:iam::*:role/assume-bot-manager',
          },
        },
      },
    },
  ],
};

const accountSeed = (id: string, seed: IamSeed, manage: InlinePolicies): AccountSeed => ({
  id,
  ...(seed.trustQuotaChars === undefined ? {} : { quotas: { assumeRolePolicySize: seed.trustQuotaChars } }),
  users: seed.users
    .filter(({ arn }) => accountOf(arn) === id)
    .map(({ arn, inlinePolicies = {} }) => ({
      name: nameOf(arn),
      path: pathOf(arn),
      inlinePolicies: inlinePolicies as InlinePolicies,
    })),
  roles: [
    {
      name: 'assume-bot-manager',
      trustPolicy: {
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Principal: { AWS: RECONCILER },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'sts:ExternalId': EXTERNAL_ID } },
        },
      },
      inlinePolicies: manage,
    },
    ...seed.roles
      .filter(({ arn }) => accountOf(arn) === id)
      .map(({ arn, trust, maxSessionSeconds, inlinePolicies = {} }) => ({
        name: nameOf(arn),
        path: pathOf(arn),
        trustPolicy: trust as InlinePolicies[string],
        inlinePolicies: inlinePolicies as InlinePolicies,
        ...(maxSessionSeconds === undefined ? {} : { maxSessionDurationSeconds: maxSessionSeconds }),
      })),
  ],
});

/** Starts a local AWS with the roles and users of a seed, and the adapter over it. */
export const aLocalIam = async (seed: IamSeed, options: LocalIamOptions = {}): Promise<LocalIam> => {
  const { managerPolicies = {}, externalId = EXTERNAL_ID, hub: ofHub = DEFAULT_HUB, formerAccounts = [] } = options;
  const clock = aClock('2030-01-01T12:00:00Z');
  const aws = await createLocalAws({ port: 0, clock });
  const ids = [...new Set([...seed.roles, ...seed.users].map(({ arn }) => accountOf(arn)))].toSorted();
  // Users come first, because a trust policy can only name existing users.
  aws.seed({ accounts: [hub, ...ids.map((id) => ({ ...accountSeed(id, { ...seed, roles: [] }, {}), roles: [] }))] });
  aws.seed({ accounts: ids.map((id) => accountSeed(id, seed, managerPolicies[id] ?? MANAGE_ALL)) });

  const connection: Connection = { endpoint: aws.url, region: aws.region, maxAttempts: 1, ...options.connection };
  const listed = ids.filter((id) => !formerAccounts.includes(id));
  const accounts = listed.map((id) => ({ name: `account-${id}`, id, managerRoleName: 'assume-bot-manager' }));
  const sts = createStsClient(connection, aws.issueSession({ roleArn: RECONCILER, sessionName: 'reconcile' }));
  const managers = createManagerCredentials({ sts, accounts, externalId, clock });
  const warnings: string[] = [];
  const log: Log = { info: () => {}, warn: (message) => warnings.push(message), error: () => {} };
  const iam = createAwsIam({ managers, createClient: createIamClients(connection), hub: ofHub, clock, log });
  aws.resetCalls();

  return {
    aws,
    clock,
    managers,
    accounts,
    warnings,
    iam,
    trust: (role) => aws.role(role)?.trustPolicy as ReturnType<IamWorld['trust']>,
    rolePolicies: (role) => (aws.role(role)?.inlinePolicies ?? {}) as ReturnType<IamWorld['rolePolicies']>,
    userPolicies: (user) => (aws.user(user)?.inlinePolicies ?? {}) as ReturnType<IamWorld['userPolicies']>,
    removeRole: (role) => aws.removeRole(role),
    removeUser: (user) => aws.removeUser(user),
    close: () => aws.close(),
  };
};

/** Default settings of an account. */
export const UNKNOWN_ACCOUNT = { id: parseAccountId('444444444444'), partition: 'aws' };
