import { createHash } from 'node:crypto';

/** JSON whose keys are in order: what the chain of a request is hashed over. */
const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== 'object') return value;
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(members.map(([key, member]) => [key, canonical(member)]));
};

const hashOf = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(canonical(value)))
    .digest('hex');

/** An event as it is stored: each hash covers the event and the hash before it. */
export interface StoredEvent {
  readonly seq: number;
  readonly at: string;
  readonly fact: { readonly kind: string } & Readonly<Record<string, unknown>>;
  readonly hash: string;
}

/**
 * Recomputes the chain from the stored item alone, as an auditor would: it begins with the hash of what was asked, and a
 * link holds when its hash follows from the one before it. After a broken link nothing holds.
 */
export const checkChain = (
  asked: unknown,
  events: readonly StoredEvent[],
): readonly (StoredEvent & { readonly holds: boolean })[] => {
  let previous = hashOf(asked);
  let isWhole = true;
  return events.map((event, index) => {
    const { seq, at, fact, hash } = event;
    isWhole = isWhole && seq === index && hash === hashOf({ previous, seq, at, fact });
    previous = hash;
    return { ...event, holds: isWhole };
  });
};
