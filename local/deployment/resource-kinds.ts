import type { ResourceKind } from './resource.ts';
import { queue, queuePolicy, secret, table } from './resources/data.ts';
import {
  alarm,
  httpApi,
  lambdaFunction,
  logGroup,
  restApi,
  restApiStage,
  rule,
  topic,
  unplayed,
} from './resources/functions.ts';
import { inlinePolicy, managedPolicy, role } from './resources/iam.ts';
import { bucket, bucketPolicy, key } from './resources/storage.ts';

const KINDS: Readonly<Record<string, ResourceKind>> = {
  'AWS::ApiGateway::Deployment': unplayed,
  'AWS::ApiGateway::Method': unplayed,
  'AWS::ApiGateway::Resource': unplayed,
  'AWS::ApiGateway::RestApi': restApi,
  'AWS::ApiGateway::Stage': restApiStage,
  'AWS::ApiGatewayV2::Api': httpApi,
  'AWS::ApiGatewayV2::Integration': unplayed,
  'AWS::ApiGatewayV2::Route': unplayed,
  'AWS::ApiGatewayV2::Stage': unplayed,
  'AWS::CloudWatch::Alarm': alarm,
  'AWS::CloudWatch::CompositeAlarm': alarm,
  'AWS::CloudWatch::Dashboard': unplayed,
  'AWS::DynamoDB::Table': table,
  'AWS::Events::Rule': rule,
  'AWS::IAM::ManagedPolicy': managedPolicy,
  'AWS::IAM::Policy': inlinePolicy,
  'AWS::IAM::Role': role,
  'AWS::KMS::Alias': unplayed,
  'AWS::KMS::Key': key,
  'AWS::Lambda::EventInvokeConfig': unplayed,
  'AWS::Lambda::EventSourceMapping': unplayed,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::Permission': unplayed,
  'AWS::Logs::LogGroup': logGroup,
  'AWS::Logs::MetricFilter': unplayed,
  'AWS::S3::Bucket': bucket,
  'AWS::S3::BucketPolicy': bucketPolicy,
  'AWS::SNS::Subscription': unplayed,
  'AWS::SNS::Topic': topic,
  'AWS::SNS::TopicPolicy': unplayed,
  'AWS::SQS::Queue': queue,
  'AWS::SQS::QueuePolicy': queuePolicy,
  'AWS::SecretsManager::Secret': secret,
};

/** The handler of a resource type. Throws for a type that is not known here, so that nothing is left out in silence. */
export const kindOf = (type: string): ResourceKind => {
  const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  if (kind === undefined)
    throw new Error(`resources of type ${type} cannot be deployed here: add them to resource-kinds.ts`);
  return kind;
};
