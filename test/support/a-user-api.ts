import type { LocalAws } from '@assume-bot/local-aws/types';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { Catalog } from '../../functions/core/catalog/catalog.ts';
import { composeApi } from '../../functions/handlers/api/compose.ts';
import type { Clock } from '../../functions/usecases/ports.ts';
import { USER_API } from '../../local/stack/names.ts';
import { openServer } from '../../local/stack/open-server.ts';
import { createUserApi } from '../../local/stack/user-api.ts';

/** The API of users over HTTP: the real handler behind the signature check of the local AWS. */
export interface TestUserApi {
  readonly url: string;
  close(): Promise<void>;
}

/** A generous timeout for calls to the table, so that tests pass on a busy machine. */
const PATIENCE_MS = 300_000;

export const openUserApi = async (
  aws: LocalAws,
  catalog: Catalog,
  clock: Clock,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<TestUserApi> => {
  const handle = await composeApi(environment, clock, { callTimeoutMs: PATIENCE_MS });
  const server = await openServer(0, '127.0.0.1');
  server.answerWith(createUserApi(aws, catalog, (event: APIGatewayProxyEvent) => handle(event)));
  return { url: `${server.url}/${USER_API.stage}`, close: server.close };
};
