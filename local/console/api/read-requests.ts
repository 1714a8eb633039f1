import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { LocalAws } from '../../aws/types.ts';
import { HUB_ACCOUNT, TABLE_NAME } from '../../stack/seed.ts';
import type { RequestView } from '../protocol.ts';
import { checkChain, type StoredEvent } from './chain.ts';

/** The page shows what is new; a table of years is not read to its end for that. */
const MOST_READ = 2000;
const MOST_SHOWN = 30;

type Item = Readonly<Record<string, unknown>>;

interface StoredRequest {
  readonly pk: string;
  readonly asked: {
    readonly by: string;
    readonly at: string;
    readonly target: string;
    readonly reason: string;
    readonly roles: readonly { readonly name: string }[];
  };
  readonly status: RequestView['status'];
  readonly events: readonly StoredEvent[];
}

/** Items are read as they lie there. One that looks otherwise, of a later release say, is left out. */
const isRequest = (item: Item): boolean =>
  typeof item['asked'] === 'object' && typeof item['status'] === 'object' && Array.isArray(item['events']);

const viewOf = ({ pk, asked, status, events }: StoredRequest): RequestView => ({
  id: pk.slice('REQ#'.length),
  target: asked.target,
  roles: asked.roles.map(({ name }) => name),
  by: asked.by,
  askedAt: asked.at,
  reason: asked.reason,
  status,
  events: checkChain(asked, events),
});

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
      const found: StoredRequest[] = [];
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
        found.push(...((page.Items ?? []).filter(isRequest) as unknown as StoredRequest[]));
        read += page.ScannedCount ?? 0;
        if (read >= MOST_READ) break;
      }
      return found
        .toSorted((one, other) => (one.asked.at < other.asked.at ? 1 : -1))
        .slice(0, MOST_SHOWN)
        .map(viewOf);
    },
    close: () => client.destroy(),
  };
};
