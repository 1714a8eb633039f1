import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { readSettings } from '../../bin/app/read-settings.ts';
import type { TargetAccount } from '../../lib/account-targets.ts';
import { partitionOfRegion } from '../../lib/partition.ts';
import type { Settings } from '../../lib/settings/settings.ts';
import { createStacks } from '../../lib/stacks.ts';
import type { CfnTemplate } from './cloudformation.ts';

/** The required settings of an operator, with the settings that a test adds. */
export const settingsWith = (more: Readonly<Record<string, unknown>> = {}): Settings => {
  const reading = readSettings({
    'assume-bot:hubAccount': '999999999999',
    'assume-bot:region': 'eu-central-1',
    'assume-bot:externalId': '0123456789abcdef',
    ...Object.fromEntries(Object.entries(more).map(([name, value]) => [`assume-bot:${name}`, value])),
  });
  if (reading.kind === 'invalid') throw new Error(reading.mistakes.join('\n'));
  return reading.settings;
};

export const UTILS: TargetAccount = {
  name: 'utils',
  id: '111111111111',
  managerRoleName: 'assume-bot-manager',
  roleArns: [],
  userArns: ['arn:aws:iam::111111111111:user/alice', 'arn:aws:iam::111111111111:user/people/*'],
  otherUserArns: ['arn:aws:iam::111111111111:user/legacy'],
};
export const PROD: TargetAccount = {
  name: 'prod',
  id: '222222222222',
  managerRoleName: 'other-manager',
  roleArns: ['arn:aws:iam::222222222222:role/s3-list-role'],
  userArns: [],
  otherUserArns: [],
};

const codeOf = (): Code => Code.fromInline('export const handler = () => {};');

/** All stacks of a deployment, with a placeholder instead of each bundle. */
export const makeApp = (more: Readonly<Record<string, unknown>> = {}, output: { readonly outdir?: string } = {}) =>
  makeAppOf(inPartition([UTILS, PROD], partitionOfRegion(settingsWith(more).region)), more, output);

const inPartition = (accounts: readonly TargetAccount[], partition: string): readonly TargetAccount[] =>
  JSON.parse(JSON.stringify(accounts).replaceAll('arn:aws:', `arn:${partition}:`));

/** All stacks of a deployment for some accounts. */
export const makeAppOf = (
  accounts: readonly TargetAccount[],
  more: Readonly<Record<string, unknown>> = {},
  output: { readonly outdir?: string } = {},
) => {
  const app = new App({ analyticsReporting: false, builtinCloudFormationValidation: false, ...output });
  createStacks(app, {
    settings: settingsWith(more),
    accounts,
    userAccounts: [UTILS.id],
    code: { 'slack-events': codeOf(), api: codeOf(), reconcile: codeOf(), sweep: codeOf() },
  });
  return app;
};

/** The template of one stack of an app. */
export const templateOf = (app: App, stackName: string): CfnTemplate => {
  const template: unknown = Template.fromStack(app.node.findChild(stackName) as Stack).toJSON();
  return template as CfnTemplate;
};
