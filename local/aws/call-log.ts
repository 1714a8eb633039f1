import type { CallFilter, CallRecord } from './types.ts';

const MAX = 10_000;

/** The calls so far, for tests that count them and for the console. */
export interface CallLog {
  add(call: Omit<CallRecord, 'sequence'>): void;
  calls(filter?: CallFilter): readonly CallRecord[];
  reset(): void;
}

/** Keeps the last 10,000 calls in memory. */
export const createCallLog = (onCall?: (call: CallRecord) => void): CallLog => {
  let records: CallRecord[] = [];
  let sequence = 0;
  return {
    add: (call) => {
      sequence += 1;
      const record = { sequence, ...call };
      records.push(record);
      if (records.length > MAX) records = records.slice(-MAX);
      onCall?.(record);
    },
    calls: (filter = {}) => {
      const wanted = Object.entries(filter).filter(([, value]) => value !== undefined);
      return records.filter((record) => wanted.every(([key, value]) => record[key as keyof CallRecord] === value));
    },
    reset: () => {
      records = [];
    },
  };
};
