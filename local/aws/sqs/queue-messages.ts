import type { Clock } from '../types.ts';
import { newUuid } from '../world/ids.ts';
import type { MessageState, QueueState } from '../world/state.ts';

/** How long SQS keeps a deduplication id. */
const DEDUPLICATION_MS = 5 * 60_000;

export interface NewMessage {
  readonly body: string;
  readonly groupId: string;
  readonly deduplicationId: string;
  readonly senderId: string;
}

export interface QueueMessagesSetting {
  readonly state: QueueState;
  readonly save: () => void;
  readonly clock: Clock;
  /** Groups with a batch in progress. */
  readonly busyGroups: ReadonlySet<string>;
}

/** The stored messages of a FIFO queue: deduplication, order within a group, visibility and dead letters. */
export const createQueueMessages = ({ state, save, clock, busyGroups }: QueueMessagesSetting) => {
  const isVisible = (message: MessageState): boolean => Date.parse(message.visibleAt) <= clock.now().getTime();

  const buryWornOut = (): void => {
    if (state.maxReceives === 0) return;
    const wornOut = state.messages.filter(
      (message) => message.receives >= state.maxReceives && !busyGroups.has(message.groupId) && isVisible(message),
    );
    if (wornOut.length === 0) return;
    state.deadLetters.push(...wornOut);
    state.messages = state.messages.filter((message) => !wornOut.includes(message));
    save();
  };

  const nextBatch = (batchSize: number): readonly MessageState[] => {
    buryWornOut();
    const passed = new Set(busyGroups);
    for (const first of state.messages) {
      if (passed.has(first.groupId)) continue;
      passed.add(first.groupId);
      const group = state.messages.filter(({ groupId }) => groupId === first.groupId);
      const hidden = group.findIndex((message) => !isVisible(message));
      const batch = group.slice(0, Math.min(batchSize, hidden < 0 ? group.length : hidden));
      if (batch.length > 0) return batch;
    }
    return [];
  };

  const add = (
    message: NewMessage,
  ): { readonly queued: { messageId: string; sequence: number }; readonly isNew: boolean } => {
    const now = clock.now();
    for (const [id, { at }] of Object.entries(state.seen)) {
      if (now.getTime() - Date.parse(at) >= DEDUPLICATION_MS) delete state.seen[id];
    }
    const known = Object.hasOwn(state.seen, message.deduplicationId) ? state.seen[message.deduplicationId] : undefined;
    if (known) return { queued: known, isNew: false };
    state.lastSequence += 1;
    const at = now.toISOString();
    const sequence = state.lastSequence;
    const queued = { ...message, messageId: newUuid(), sequence, sentAt: at, receives: 0, visibleAt: at };
    state.messages.push(queued);
    state.seen[message.deduplicationId] = { messageId: queued.messageId, sequence, at };
    save();
    return { queued, isNew: true };
  };

  return { isVisible, nextBatch, add };
};
