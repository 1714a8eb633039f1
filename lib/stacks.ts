import { type App, Validations } from 'aws-cdk-lib';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import { AwsSolutionsChecks } from 'cdk-nag';
import { defined } from '../functions/core/defined.ts';
import { AccountStack } from './account-stack.ts';
import { HubStack } from './hub-stack.ts';
import type { LambdaName } from './lambdas.ts';
import type { Targets } from './policy-templates.ts';
import type { Settings } from './settings/settings.ts';

/** An account of the catalog, and the targets of the bot in it. */
export interface TargetAccount {
  readonly name: string;
  readonly id: string;
  readonly managerRoleName: string;
  readonly roleArns: readonly string[];
  /** May end with `*` if users are found by their e-mail. */
  readonly userArns: readonly string[];
  /** IAM users of the catalog with `identity: external`: read, never written to. */
  readonly otherUserArns: readonly string[];
}

export interface StacksProps {
  readonly settings: Settings;
  readonly accounts: readonly TargetAccount[];
  readonly code: Readonly<Record<LambdaName, Code>>;
}

const targets = (how: 'tagged' | 'listed', arns: readonly string[]): Targets =>
  how === 'tagged' ? { kind: 'tagged' } : { kind: 'listed', arns };

/** One StackSets template for all accounts. If roles or users are listed, it lists those of every account. */
export const stackSetTemplate = (prefix: string): string => `${prefix}-account`;

/** The hub stack, one stack per account, and the StackSets template. */
export const createStacks = (app: App, { settings, accounts, code }: StacksProps): void => {
  const { name: prefix, region, hubAccount, externalId, organizationId, permissionsBoundary, operators } = settings;
  const shared = {
    hub: {
      accountId: hubAccount,
      reconcileRoleName: `${prefix}-reconcile`,
      externalId,
      ...defined({ organizationId }),
    },
    ...defined({ permissionsBoundary, operatorArns: operators }),
  };
  new HubStack(app, prefix, { settings, accounts, code });
  for (const { name, id, managerRoleName, roleArns, userArns, otherUserArns } of accounts) {
    new AccountStack(app, `${prefix}-account-${name}`, {
      ...shared,
      env: { account: id, region },
      scope: {
        roles: targets(settings.roles, roleArns),
        users: targets(settings.users, userArns),
        managerRoleName,
        otherUserArns,
      },
    });
  }
  new AccountStack(app, stackSetTemplate(prefix), {
    ...shared,
    scope: {
      roles: targets(
        settings.roles,
        accounts.flatMap(({ roleArns }) => roleArns),
      ),
      users: targets(
        settings.users,
        accounts.flatMap(({ userArns }) => userArns),
      ),
      otherUserArns: accounts.flatMap(({ otherUserArns }) => otherUserArns),
    },
  });
};

/** Checks all resources against the AWS Solutions rules during synthesis. Each acknowledged finding states its reason. */
export const addChecks = (app: App): void => Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
