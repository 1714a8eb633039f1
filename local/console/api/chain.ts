import { createHash } from 'node:crypto';
import type { EventView } from '../protocol.ts';

/** A value with sorted keys, whose JSON is the input of a hash. */
const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== 'object') return value;
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(members.map(([key, member]) => [key, canonical(member)]));
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const hashOf = (value: unknown): string => sha256(JSON.stringify(canonical(value)));

type Members = Readonly<Record<string, unknown>>;

/** A stored event. Its hash covers the event and the previous hash. */
export type StoredEvent = Omit<EventView, 'holds'>;

/** The first fact of a request that was imported from release 0.1.0: its state, and its earlier chain. */
export interface ImportedFact extends Members {
  readonly kind: 'imported';
  readonly head: string;
  readonly state: { readonly requested: Members; readonly status: Members & { readonly kind: string } };
  readonly history: readonly StoredEvent[];
}

export const isImported = (fact: StoredEvent['fact'] | undefined): fact is ImportedFact => fact?.kind === 'imported';

/** Checks that each hash follows from the previous one. After a broken link, no later link holds. */
const linksFrom = (root: string, events: readonly StoredEvent[]): readonly EventView[] => {
  let previous = root;
  let isWhole = true;
  return events.map((event, index) => {
    const { seq, at, fact, hash } = event;
    isWhole = isWhole && seq === index && hash === hashOf({ previous, seq, at, fact });
    previous = hash;
    return { ...event, holds: isWhole };
  });
};

/**
 * Recomputes the chain of a request from the stored item alone, as an auditor would. The chain begins with the hash of
 * the request ID. An imported request also has its earlier chain, which begins with the hash of what was requested and
 * must end with the head that the first fact names.
 */
export const checkChain = (id: string, events: readonly StoredEvent[]): readonly EventView[] => {
  const first = events[0]?.fact;
  const links = linksFrom(sha256(id), events);
  if (!isImported(first)) return links;
  const { state, history, head } = first;
  const { duration: window, ...requested } = state.requested;
  // Release 0.1.0 had another name for the duration, and its hash covers the name.
  const root = hashOf({ ...requested, window });
  const earlier = linksFrom(root, history);
  const isWhole = earlier.every(({ holds }) => holds) && (history.at(-1)?.hash ?? root) === head;
  return [...earlier, ...links.map((link) => ({ ...link, holds: link.holds && isWhole }))];
};

/** Whether the seal of an item equals the hash of all its other members. */
export const isSealed = ({ seal, ...item }: Members): boolean => seal === hashOf(item);
