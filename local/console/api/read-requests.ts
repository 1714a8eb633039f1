import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { LocalAws } from '../../aws/types.ts';
import { HUB_ACCOUNT, TABLE_NAME } from '../../stack/seed.ts';
import type { RequestView } from '../protocol.ts';
import { viewOf } from './request-view.ts';

/** The page shows what is new; a table of years is not read to its end for that. */
const MOST_READ = 2000;
const MOST_SHOWN = 30;

/** Reads the requests through the same endpoint as the bot does. */
export interface RequestReader {
  /** The newest requests, newest first. */
  newest(): Promise<readonly RequestView[]>;
  close(): void;
}

/** Creates a reader with keys of the root user of the bot's account, which sets its calls apart from the bot's. */
export const createRequestReader = (aws: Pick<LocalAws, 'url' | 'region' | 'rootCredentials'>): RequestReader => {
  const client = new DynamoDBClient({
    endpoint: aws.url,
    region: aws.region,
    credentials: aws.rootCredentials(HUB_ACCOUNT),
  });
  const documents = DynamoDBDocumentClient.from(client);
  return {
    newest: async () => {
      const found: RequestView[] = [];
      let read = 0;
      const pages = paginateScan(
        { client: documents },
        {
          TableName: TABLE_NAME,
          FilterExpression: 'begins_with(pk, :prefix)',
          ExpressionAttributeValues: { ':prefix': 'REQ#' },
        },
      );
      for await (const page of pages) {
        found.push(...(page.Items ?? []).flatMap((item) => viewOf(item) ?? []));
        read += page.ScannedCount ?? 0;
        if (read >= MOST_READ) break;
      }
      return found.toSorted((one, other) => (one.requestedAt < other.requestedAt ? 1 : -1)).slice(0, MOST_SHOWN);
    },
    close: () => client.destroy(),
  };
};
