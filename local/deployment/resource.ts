import type { LocalAws } from '@assume-bot/local-aws/types';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SQSClient } from '@aws-sdk/client-sqs';

export type Properties = Readonly<Record<string, unknown>>;

/** What a template sees of a resource that exists. */
export interface Physical {
  /** The value of `Ref`. */
  readonly ref: string;
  /** The values of `Fn::GetAtt`. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Where a stack is deployed. */
export interface Place {
  readonly stackName: string;
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  /** Ends the names that CloudFormation generates, and differs for each creation of a stack. Default: always the same. */
  readonly suffix?: string;
}

/** Clients with the credentials of the role that CloudFormation uses in the account. */
export interface Clients {
  readonly iam: IAMClient;
  readonly sqs: SQSClient;
  readonly dynamodb: DynamoDBClient;
  readonly s3: S3Client;
  readonly secretsManager: SecretsManagerClient;
}

/** The resource that is created, changed or deleted, and what its handler works with. */
export interface Task {
  readonly place: Place;
  readonly logicalId: string;
  readonly properties: Properties;
  readonly aws: LocalAws;
  readonly clients: Clients;
}

/** Creates, changes and deletes the resources of one type, with the calls that CloudFormation makes. */
export interface ResourceKind {
  create(task: Task): Promise<Physical>;
  /** Changes the resource in place. Absent: the resource is replaced if its properties changed. */
  update?(task: Task, before: { readonly physical: Physical; readonly properties: Properties }): Promise<Physical>;
  remove(task: Task, physical: Physical): Promise<void>;
}

/** A property that is a text. Throws if it is missing. */
export const text = ({ properties, logicalId }: Task, name: string): string => {
  const value = properties[name];
  if (typeof value === 'string') return value;
  throw new Error(`${logicalId} has no text in the property ${name}`);
};

/** An ARN in the account and region of the stack. */
export const arnIn = ({ place: { partition, region, accountId } }: Task, service: string, rest: string): string =>
  `arn:${partition}:${service}:${region}:${accountId}:${rest}`;

/** A name as CloudFormation gives it: `stack-logicalId-random`. */
export const generatedName = ({ place: { stackName, suffix = '1A2B3C4D5E6F' }, logicalId }: Task): string =>
  `${stackName}-${logicalId}-${suffix}`;
