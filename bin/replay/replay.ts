import type { Catalog } from '../../functions/core/catalog/catalog.ts';
import { type Replayed, type ReplaySummary, replay, summaryOf } from '../../functions/core/replay/compare.ts';
import type { History } from './collect.ts';

const NEVER = new Date(0);

/** Requests that nothing can be said about. */
const lost = (id: string, kind: 'cut_off' | 'tampered'): Replayed => {
  const unknown = { kind: 'unknown', why: { kind } } as const;
  return { id, at: NEVER, by: '', target: '', difference: 'undetermined', before: unknown, after: unknown };
};

function* replayed({ requests, refusals, cutOff, tampered }: History, catalog: Catalog): Generator<Replayed> {
  const baseOf = (id: string) => requests.get(id)?.requested;
  for (const past of requests.values()) yield replay(past, catalog, baseOf);
  for (const past of refusals) yield replay(past, catalog, baseOf);
  for (const id of cutOff) yield lost(id, 'cut_off');
  for (const id of tampered) yield lost(id, 'tampered');
}

/** Every past request, decided again by a catalog. */
export const replayHistory = (history: History, catalog: Catalog, mostExamples: number): ReplaySummary =>
  summaryOf(replayed(history, catalog), mostExamples);
