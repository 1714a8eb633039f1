import { createHash } from 'node:crypto';
import type { EventView } from '../protocol.ts';

/** JSON whose keys are in order: what hashes are made of. */
const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== 'object') return value;
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(members.map(([key, member]) => [key, canonical(member)]));
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const hashOf = (value: unknown): string => sha256(JSON.stringify(canonical(value)));

type Members = Readonly<Record<string, unknown>>;

/** An event as it is stored: each hash covers the event and the hash before it. */
export type StoredEvent = Omit<EventView, 'holds'>;

/** The first fact of a request of release 0.1.0: what it was, and the chain that it had. */
export interface ImportedFact extends Members {
  readonly kind: 'imported';
  readonly head: string;
  readonly state: { readonly requested: Members; readonly status: Members & { readonly kind: string } };
  readonly history: readonly StoredEvent[];
}

export const isImported = (fact: StoredEvent['fact'] | undefined): fact is ImportedFact => fact?.kind === 'imported';

/** A link holds when its hash follows from the one before it. After a broken link nothing holds. */
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
 * Recomputes the chain of a request from the stored item alone, as an auditor would. It begins with the hash of the
 * request's id. Before it comes the chain of release 0.1.0, if there was one: that began with the hash of what was
 * requested, and has to lead to the head that the first fact names.
 */
export const checkChain = (id: string, events: readonly StoredEvent[]): readonly EventView[] => {
  const first = events[0]?.fact;
  const links = linksFrom(sha256(id), events);
  if (!isImported(first)) return links;
  const { state, history, head } = first;
  const { duration: window, ...requested } = state.requested;
  // Release 0.1.0 named the duration otherwise, and its hash covers the name.
  const root = hashOf({ ...requested, window });
  const earlier = linksFrom(root, history);
  const isWhole = earlier.every(({ holds }) => holds) && (history.at(-1)?.hash ?? root) === head;
  return [...earlier, ...links.map((link) => ({ ...link, holds: link.holds && isWhole }))];
};

/** Whether the seal of an item, a hash of all its other members, holds. */
export const isSealed = ({ seal, ...item }: Members): boolean => seal === hashOf(item);
