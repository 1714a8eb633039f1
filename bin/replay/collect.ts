import { afterFact, type PastRefusal, type PastRequest } from '../../functions/core/replay/past.ts';
import type { RequestFact } from '../../functions/core/request/facts.ts';

/** Past requests, in the order in which they were made. */
export interface History {
  readonly requests: ReadonlyMap<string, PastRequest>;
  readonly refusals: readonly PastRefusal[];
  /** Requests of which the history has later facts, but not the first one. */
  readonly cutOff: readonly string[];
  /** Requests that cannot be used, because they were changed from outside. */
  readonly tampered: readonly string[];
}

/** Puts the facts of many requests together, in any order of the requests. */
export const createCollector = () => {
  const requests = new Map<string, PastRequest>();
  const refusals: PastRefusal[] = [];
  const seen = new Set<string>();
  const tampered: string[] = [];
  return {
    /** Returns false if the request began twice. */
    addFact: (id: string, fact: RequestFact, at: Date): boolean => {
      const before = requests.get(id);
      if (before !== undefined && (fact.kind === 'requested' || fact.kind === 'imported')) return false;
      const after = afterFact(id, before, fact, at);
      if (after !== undefined) requests.set(id, after);
      seen.add(id);
      return true;
    },
    addOther: (id: string): void => {
      if (id !== '') seen.add(id);
    },
    addRefusal: (refusal: PastRefusal): void => {
      refusals.push(refusal);
    },
    addTampered: (id: string): void => {
      tampered.push(id);
    },
    finish: (): History => ({ requests, refusals, tampered, cutOff: [...seen].filter((id) => !requests.has(id)) }),
  };
};
