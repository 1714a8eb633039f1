import { describe, expect, it } from 'vitest';
import { itIsADirectoryStore } from './directory-store.contract.ts';
import { itIsADueStore } from './due-store.contract.ts';
import { itIsAGrantStore } from './grant-store.contract.ts';
import { itIsALockdownStore } from './lockdown-store.contract.ts';
import { createMemoryStore } from './memory-store.ts';
import { itIsARefusalLog } from './refusal-log.contract.ts';
import { itIsARequestStore } from './request-store.contract.ts';
import { aliceId, noon } from './stored-examples.ts';
import { itIsAUserAccessStore } from './user-access-store.contract.ts';

describe('the store in memory', () => {
  itIsARequestStore(async () => createMemoryStore().requests);
  itIsADueStore(async () => createMemoryStore());
  itIsAGrantStore(async () => createMemoryStore().grants);
  itIsAUserAccessStore(async () => createMemoryStore().userAccess);
  itIsADirectoryStore(async () => createMemoryStore().directory);
  itIsALockdownStore(async () => createMemoryStore());
  itIsARefusalLog(async () => createMemoryStore());

  it('shows what was refused and recorded', async () => {
    const store = createMemoryStore();
    const refusal = { at: noon, by: aliceId, text: 'prod-db 2h', refusal: 'unknown_name', catalogHash: 'c0ffee' };

    await store.refusals.record(refusal);

    expect(store.refused()).toStrictEqual([refusal]);
  });
});
