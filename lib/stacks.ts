import { type App, Validations } from 'aws-cdk-lib';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import { AwsSolutionsChecks } from 'cdk-nag';
import { defined } from '../functions/core/defined.ts';
import { accountStackName } from '../functions/core/stack-names.ts';
import { AccountStack } from './account-stack.ts';
import { misfitOf, scopeFor, stackSetAccount, type TargetAccount } from './account-targets.ts';
import { HubStack } from './hub-stack.ts';
import type { LambdaName } from './lambdas.ts';
import { partitionOfRegion } from './partition.ts';
import type { Settings } from './settings/settings.ts';

export interface StacksProps {
  readonly settings: Settings;
  readonly accounts: readonly TargetAccount[];
  /** The accounts of users. */
  readonly userAccounts: readonly string[];
  readonly code: Readonly<Record<LambdaName, Code>>;
}

/** One StackSets template for all accounts. If roles or users are listed, it lists those of every account. */
export const stackSetTemplate = (prefix: string): string => `${prefix}-account`;

/** The hub stack, one stack per account, and the StackSets template unless its lists are too long for one role. */
export const createStacks = (app: App, { settings, accounts, userAccounts, code }: StacksProps): void => {
  const { name: prefix, region, hubAccount, externalId, otherExternalId, organizationId } = settings;
  const { permissionsBoundary, operators } = settings;
  const shared = {
    hub: {
      partition: partitionOfRegion(region),
      accountId: hubAccount,
      reconcileRoleName: `${prefix}-reconcile`,
      externalId,
      ...defined({ otherExternalId, organizationId }),
    },
    ...defined({ permissionsBoundary, operatorArns: operators }),
  };
  new HubStack(app, prefix, { settings, accounts, userAccounts, code });
  for (const account of accounts) {
    new AccountStack(app, accountStackName(prefix, account.name), {
      ...shared,
      env: { account: account.id, region },
      scope: scopeFor(settings, account),
    });
  }
  const everywhere = stackSetAccount(accounts);
  if (misfitOf(settings, everywhere) !== undefined) return;
  new AccountStack(app, stackSetTemplate(prefix), { ...shared, scope: scopeFor(settings, everywhere) });
};

/** Checks all resources against the AWS Solutions rules during synthesis. Each acknowledged finding states its reason. */
export const addChecks = (app: App): void => Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
