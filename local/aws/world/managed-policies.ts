import type { PolicyDocument } from '../policy/document.ts';

const allow = (actions: readonly string[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
});

const managed: Readonly<Record<string, PolicyDocument>> = {
  AdministratorAccess: allow(['*']),
  AmazonS3FullAccess: allow(['s3:*', 's3-object-lambda:*']),
  AmazonS3ReadOnlyAccess: allow([
    's3:Get*',
    's3:List*',
    's3:Describe*',
    's3-object-lambda:Get*',
    's3-object-lambda:List*',
  ]),
  AmazonSQSFullAccess: allow(['sqs:*']),
  AmazonDynamoDBFullAccess: allow(['dynamodb:*']),
  IAMFullAccess: allow(['iam:*']),
  IAMReadOnlyAccess: allow(['iam:Get*', 'iam:List*', 'iam:Simulate*', 'iam:Generate*']),
};

/** The AWS managed policies that this server includes, by ARN. They cover only the services that exist here. */
export const AWS_MANAGED_POLICIES: ReadonlyMap<string, PolicyDocument> = new Map(
  Object.entries(managed).map(([name, document]) => [`arn:aws:iam::aws:policy/${name}`, document]),
);
