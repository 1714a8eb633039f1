import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { Catalog } from '../../functions/core/catalog/catalog.ts';
import { heldText } from '../../functions/core/text/cli/held.ts';
import { OUTPUTS_FILE } from './deployed.ts';

export type HeldCheck =
  /** No hub was deployed from this directory, or nothing that is held is dropped. */
  | { readonly kind: 'nothing_dropped' }
  | { readonly kind: 'held'; readonly lines: readonly string[]; readonly count: number }
  /** A reason for the operator. Synthesis also works without credentials. */
  | { readonly kind: 'not_checked'; readonly why: string };

/** The table of a hub by the outputs of its last deployment in this directory. */
const tableOf = (hubName: string, file: string): string | undefined => {
  if (!existsSync(file)) return undefined;
  const outputs = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, { readonly TableName?: string }>>;
  return outputs[hubName]?.TableName;
};

/** Before a deployment: whether the catalog drops something through which access is held. */
export const checkHeld = async (
  catalog: Catalog,
  hub: { readonly name: string; readonly region: string; readonly outputsFile?: string },
): Promise<HeldCheck> => {
  try {
    const tableName = tableOf(hub.name, hub.outputsFile ?? OUTPUTS_FILE);
    if (tableName === undefined) return { kind: 'nothing_dropped' };
    // The SDK is loaded only if there is a hub to ask.
    const [{ createDynamoClient }, { createDynamoStores }, { heldOutside }] = await Promise.all([
      import('../../functions/adapters/dynamodb/client.ts'),
      import('../../functions/adapters/dynamodb/stores.ts'),
      import('./held.ts'),
    ]);
    const dynamo = createDynamoClient({ connection: { region: hub.region } });
    const stores = createDynamoStores({ dynamo, tableName, freshId: randomUUID, pause: setTimeout });
    const dropped = await heldOutside(catalog, stores, new Date());
    if (dropped.length === 0) return { kind: 'nothing_dropped' };
    return { kind: 'held', lines: [...dropped.map(heldText.dropped), heldText.fix], count: dropped.length };
  } catch (error) {
    return { kind: 'not_checked', why: (error as Error).message };
  }
};
