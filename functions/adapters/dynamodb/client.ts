import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { type ClientOptions, clientSettings } from '../aws/connection.ts';

/** DynamoDB through the SDK, for the workers and the CLI. */
export const createDynamoClient = (options: ClientOptions): DynamoDBDocument =>
  DynamoDBDocument.from(new DynamoDBClient(clientSettings(options)));
