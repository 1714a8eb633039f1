import { error, type None, note, unread, warning } from './severity.ts';

const REDEPLOY_ACCOUNT = 'Deploy the account stack again with the settings of the hub.';

export const ACCOUNT_FINDINGS = {
  manager_unreachable: error(unread),
  manager_missing: error<{ arn: string; name: string }>(({ arn, name }) => [
    `The manager role ${arn} does not exist.`,
    `Deploy the account stack in account ${name}, or correct accounts.${name}.managerRole.`,
  ]),
  manager_closed: error<{ arn: string }>(({ arn }) => [
    `The trust policy of the manager role ${arn} does not let the bot in.`,
    REDEPLOY_ACCOUNT,
  ]),
  manager_open_to_many: error<{ arn: string; principals: readonly string[] }>(({ arn, principals }) => [
    `The trust policy of the manager role ${arn} lets more in than the bot: ${principals.join(', ')}.`,
    REDEPLOY_ACCOUNT,
  ]),
  manager_other_external_id: error<{ arn: string }>(({ arn }) => [
    `The manager role ${arn} expects another ExternalId than the one set here.`,
    'Deploy the hub and the account stack with the same assume-bot:externalId, or correct ASSUME_EXTERNAL_ID.',
  ]),
  manager_not_used_yet: note<{ arn: string }>(({ arn }) => [
    `The bot has not used the manager role ${arn} yet.`,
    'If the deployment is not new, read the log of the reconcile function.',
  ]),
  inspector_closed: note<{ arn: string }>(({ arn }) => [
    `The inspector role ${arn} does not exist or does not let you in, so the manager role was used, which reads less.`,
    'Add your role or user to assume-bot:operators and deploy the account stack again.',
  ]),
  quota_unreadable: warning<None>(() => [
    'The manager role cannot read the quotas of the account, so the default of 2,048 characters is assumed for trust policies.',
    'Allow it iam:GetAccountSummary, as the account stack does.',
  ]),
};
