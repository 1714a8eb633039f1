import { createDynamoDirectoryStore } from './directory-store.ts';
import { createDynamoDueStore } from './due-store.ts';
import { createDynamoGrantStore } from './grant-store.ts';
import { createDynamoLockdownStore } from './lockdown-store.ts';
import { createDynamoRequestStore } from './request-store.ts';

/** The stores that the Lambdas and the CLI share, on one table. */
export const createDynamoStores = (deps: Parameters<typeof createDynamoRequestStore>[0]) => ({
  requests: createDynamoRequestStore(deps),
  grants: createDynamoGrantStore(deps),
  directory: createDynamoDirectoryStore(deps),
  due: createDynamoDueStore(deps),
  lockdowns: createDynamoLockdownStore(deps),
});
