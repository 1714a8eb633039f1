import type { LocalQueue } from '../queue-types.ts';
import type { Clock, Scheduler } from '../types.ts';
import { partitionOfRegion } from '../world/partition.ts';
import type { AccountState, QueueState, StateStore } from '../world/state.ts';
import { createQueue, type QueueEngine } from './queue.ts';

export interface QueueDirectorySetting {
  readonly store: StateStore;
  readonly clock: Clock;
  readonly scheduler: Scheduler | undefined;
  readonly url: string;
  readonly region: string;
}

/** The name of a queue's dead-letter queue; undefined if it has none. */
const deadLetterName = ({ name, maxReceives, deadLetterQueue }: QueueState): string | undefined =>
  maxReceives === 0 ? undefined : (deadLetterQueue ?? name.replace(/\.fifo$/, '-dead-letters.fifo'));

/** The queues of all accounts, each with one engine over its stored messages. */
export const createQueueDirectory = ({ store, clock, scheduler, url, region }: QueueDirectorySetting) => {
  const engines = new Map<string, { readonly state: QueueState; readonly engine: QueueEngine }>();
  const arnOf = (accountId: string, name: string): string =>
    `arn:${partitionOfRegion(region)}:sqs:${region}:${accountId}:${name}`;

  const engineFor = (account: AccountState, name: string): QueueEngine | undefined => {
    const state = Object.hasOwn(account.queues, name) ? account.queues[name] : undefined;
    if (!state) return undefined;
    const key = `${account.id}/${name}`;
    const known = engines.get(key);
    // A queue that was deleted and created again has a new state.
    if (known?.state === state) return known.engine;
    const engine = createQueue({
      state,
      createdAt: account.createdAt,
      deadLetterArn: () => {
        const deadLetters = deadLetterName(state);
        return deadLetters === undefined ? undefined : arnOf(account.id, deadLetters);
      },
      save: store.save,
      clock,
      scheduler,
      url: `${url}/${key}`,
      arn: arnOf(account.id, name),
      region,
    });
    engines.set(key, { state, engine });
    return engine;
  };

  /** The dead-letter queue of a queue, read-only. */
  const deadLettersFor = (account: AccountState, name: string): QueueEngine | undefined => {
    const source = Object.values(account.queues).find((queue) => deadLetterName(queue) === name);
    if (!source) return undefined;
    const { deadLetters: messages, attributes: _, ...rest } = source;
    const own = Object.hasOwn(account.queues, name) ? account.queues[name] : undefined;
    return createQueue({
      state: { ...rest, ...own, name, messages, deadLetters: [], maxReceives: 0 },
      createdAt: account.createdAt,
      deadLetterArn: () => undefined,
      save: store.save,
      clock,
      scheduler: undefined,
      url: `${url}/${account.id}/${name}`,
      arn: arnOf(account.id, name),
      region,
    });
  };

  return {
    find: (accountId: string, name: string): QueueEngine | undefined => {
      const account = Object.hasOwn(store.state.accounts, accountId) ? store.state.accounts[accountId] : undefined;
      return account && (deadLettersFor(account, name) ?? engineFor(account, name));
    },
    byName: (name: string): LocalQueue => {
      for (const account of Object.values(store.state.accounts)) {
        const engine = engineFor(account, name);
        if (engine) return engine;
      }
      throw new RangeError(`the local AWS has no queue ${name}; seed it first`);
    },
    close: (): void => {
      for (const { engine } of engines.values()) engine.close();
    },
  };
};
