import type { PolicyDocument } from '@assume-bot/local-aws/policy/document';
import type { LocalAws } from '@assume-bot/local-aws/types';
import { type DeployedStack, ofType } from '../../local/deployment/stack.ts';
import { OPERATOR_ROLE, REMOVAL_ROLE } from './names.ts';
import { documentedPolicies } from './platform.ts';

const HEADINGS = ['Read access', 'Write access', 'Read audit records'] as const;

const allow = (Action: readonly string[], Resource: string): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: [...Action], Resource }],
});

/** Gives the operator exactly what docs/operators.md lists, with the names of the deployed hub. Returns the headings used. */
export const giveOperatorPolicies = (root: string, aws: LocalAws, stack: DeployedStack): readonly string[] => {
  const { outputs, place } = stack;
  const [key] = ofType(stack, 'AWS::KMS::Key');
  const named = documentedPolicies(root, HEADINGS, {
    'REGION:HUB_ACCOUNT': `${place.region}:${place.accountId}`,
    'table/TABLE': `table/${outputs['TableName']}`,
    ':QUEUE"': `:${outputs['QueueUrl']?.split('/').at(-1)}"`,
    ':DEAD_LETTERS"': `:${outputs['DeadLettersUrl']?.split('/').at(-1)}"`,
    AUDIT_BUCKET: outputs['AuditBucket'] ?? '',
  });
  const keyArn = key?.physical.attributes['Arn'];
  const inlinePolicies = {
    ...named,
    'removal-role': allow(['sts:AssumeRole'], `arn:${place.partition}:iam::*:role/${REMOVAL_ROLE}`),
    ...(keyArn === undefined ? {} : { 'use-of-the-key': allow(['kms:Decrypt', 'kms:GenerateDataKey'], keyArn) }),
  };
  aws.editRole(OPERATOR_ROLE, { inlinePolicies });
  return HEADINGS;
};

/** Takes these policies away again. */
export const takeOperatorPolicies = (aws: LocalAws): void => {
  const names = Object.keys(aws.role(OPERATOR_ROLE)?.inlinePolicies ?? {});
  aws.editRole(OPERATOR_ROLE, { inlinePolicies: Object.fromEntries(names.map((name) => [name, null])) });
};
