import type { LocalAws } from '@assume-bot/local-aws/types';
import type { Physical, Place, Properties } from './resource.ts';
import type { Deployed, DeployedStack } from './stack.ts';
import type { Template } from './template.ts';

/** The names of what an earlier deployment created, where the template names it by its type only. */
export interface ExistingNames {
  readonly table: string;
  readonly queue: string;
  readonly bucket: string;
}

const isDeadLetters = ({ RedrivePolicy }: Properties): boolean => RedrivePolicy === undefined;

/**
 * The stack of an earlier deployment that is not known as a stack: roles by their names, and the table, the queue and the bucket
 * by the given names. Deploying the template with it updates them in place.
 */
export const adoptStack = (template: Template, place: Place, aws: LocalAws, names?: ExistingNames): DeployedStack => {
  const { accountId, partition, region } = place;
  const arnIn = (service: string, rest: string): string => `arn:${partition}:${service}:${region}:${accountId}:${rest}`;

  const existing = (
    type: string,
    properties: Properties,
  ): { physical: Physical; properties: Properties } | undefined => {
    const as = (ref: string, Arn: string) => ({ physical: { ref, attributes: { Arn } }, properties: {} });
    if (type === 'AWS::IAM::Role') {
      const name = String(properties['RoleName']);
      const found = aws.role(`arn:${partition}:iam::${accountId}:role/${name}`);
      // Its inline policies are those of the earlier deployment, so the new one replaces them.
      const Policies = Object.keys(found?.inlinePolicies ?? {}).map((PolicyName) => ({ PolicyName }));
      return found && { ...as(name, found.arn), properties: { Policies } };
    }
    if (names === undefined) return undefined;
    if (type === 'AWS::DynamoDB::Table') return as(names.table, arnIn('dynamodb', `table/${names.table}`));
    if (type === 'AWS::S3::Bucket') return as(names.bucket, `arn:${partition}:s3:::${names.bucket}`);
    if (type === 'AWS::SQS::Queue' && !isDeadLetters(properties)) {
      const QueueUrl = `${aws.url}/${accountId}/${names.queue}`;
      const attributes = { Arn: arnIn('sqs', names.queue), QueueName: names.queue, QueueUrl };
      return { physical: { ref: QueueUrl, attributes }, properties: {} };
    }
    return undefined;
  };

  const resources = new Map<string, Deployed>();
  for (const [logicalId, { Type: type, Properties = {} }] of Object.entries(template.Resources)) {
    const found = existing(type, Properties);
    if (found !== undefined) resources.set(logicalId, { type, ...found, isRetained: true, survivesFailure: true });
  }
  return { place, resources, outputs: {} };
};
