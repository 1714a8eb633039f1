import type { LocalQueue } from '../queue-types.ts';
import type { Clock, Scheduler } from '../types.ts';
import { partitionOfRegion } from '../world/partition.ts';
import type { AccountState, StateStore } from '../world/state.ts';
import { createQueue, type QueueEngine } from './queue.ts';

export interface QueueDirectorySetting {
  readonly store: StateStore;
  readonly clock: Clock;
  readonly scheduler: Scheduler | undefined;
  readonly url: string;
  readonly region: string;
}

/** The queues of all accounts, each with one engine over its stored messages. */
export const createQueueDirectory = ({ store, clock, scheduler, url, region }: QueueDirectorySetting) => {
  const engines = new Map<string, QueueEngine>();

  const engineFor = (account: AccountState, name: string): QueueEngine | undefined => {
    const state = Object.hasOwn(account.queues, name) ? account.queues[name] : undefined;
    if (!state) return undefined;
    const key = `${account.id}/${name}`;
    const known = engines.get(key);
    if (known) return known;
    const engine = createQueue({
      state,
      save: store.save,
      clock,
      scheduler,
      url: `${url}/${key}`,
      arn: `arn:${partitionOfRegion(region)}:sqs:${region}:${account.id}:${name}`,
      region,
    });
    engines.set(key, engine);
    return engine;
  };

  return {
    find: (accountId: string, name: string): QueueEngine | undefined => {
      const account = Object.hasOwn(store.state.accounts, accountId) ? store.state.accounts[accountId] : undefined;
      return account && engineFor(account, name);
    },
    byName: (name: string): LocalQueue => {
      for (const account of Object.values(store.state.accounts)) {
        const engine = engineFor(account, name);
        if (engine) return engine;
      }
      throw new RangeError(`the local AWS has no queue ${name}; seed it first`);
    },
    close: (): void => {
      for (const engine of engines.values()) engine.close();
    },
  };
};
