import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { ConsoleOptions } from '../options.ts';
import type { RequestView } from '../protocol.ts';
import type { LocalAwsApi } from '../upstream/local-aws.ts';
import { viewOf } from './request-view.ts';

/** Limits how many items of a large table are read. */
const MAX_READ = 2000;
const MAX_SHOWN = 30;

/**
 * Creates a function that reads the newest requests from the table, newest first. It uses the root user of the bot's
 * account, which distinguishes its calls from those of the bot.
 */
export const createRequestReader = (
  aws: LocalAwsApi,
  { region, table }: Pick<ConsoleOptions, 'region' | 'table'>,
): (() => Promise<readonly RequestView[]>) => {
  const client = new DynamoDBClient({
    endpoint: aws.url,
    region,
    credentials: () => aws.credentialsOf(`arn:aws:iam::${table.accountId}:root`),
  });
  const documents = DynamoDBDocumentClient.from(client);
  return async () => {
    const found: RequestView[] = [];
    let read = 0;
    const pages = paginateScan(
      { client: documents },
      {
        TableName: table.name,
        FilterExpression: 'begins_with(pk, :prefix)',
        ExpressionAttributeValues: { ':prefix': 'REQ#' },
      },
    );
    for await (const page of pages) {
      found.push(...(page.Items ?? []).flatMap((item) => viewOf(item) ?? []));
      read += page.ScannedCount ?? 0;
      if (read >= MAX_READ) break;
    }
    return found.toSorted((one, other) => (one.requestedAt < other.requestedAt ? 1 : -1)).slice(0, MAX_SHOWN);
  };
};
