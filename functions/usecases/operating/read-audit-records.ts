import { type Kept, longestOf, parseRecordName, RECORDS, readRecord } from '../../core/audit/record.ts';
import type { RequestId } from '../../core/request/ids.ts';
import type { AuditReader, KeptRecord } from './inspect-ports.ts';

type Named = Kept['names'][number] & { readonly record: KeptRecord };

const AT_ONCE = 8;
const EVERY = 400;

/** Reads the stored records of every request: all names, and the longest chain of each request. */
export const createReadAuditRecords =
  ({ auditReader, onProgress }: { readonly auditReader: AuditReader; readonly onProgress: (line: string) => void }) =>
  async (): Promise<{ readonly kept: readonly Kept[]; readonly strangers: readonly string[] }> => {
    const records = await auditReader.list(RECORDS);
    const named = records.flatMap((record): Named[] => {
      const name = parseRecordName(record.key);
      return name === undefined ? [] : [{ ...name, isHidden: record.isHidden, record }];
    });
    const strangers = records.map(({ key }) => key).filter((key) => parseRecordName(key) === undefined);
    const entries = [...Map.groupBy(named, ({ requestId }) => requestId)];
    const readOne = async (requestId: RequestId, names: readonly Named[]): Promise<Kept> => {
      const longest = longestOf(names);
      const text = longest === undefined ? undefined : await auditReader.read(longest.record);
      return {
        requestId,
        names,
        longest:
          longest === undefined || text === undefined
            ? { kind: 'bad', why: 'is listed and not there' }
            : readRecord(longest, text),
      };
    };
    const kept: Kept[] = [];
    for (let from = 0; from < entries.length; from += AT_ONCE) {
      kept.push(...(await Promise.all(entries.slice(from, from + AT_ONCE).map(([id, names]) => readOne(id, names)))));
      if (kept.length % EVERY === 0) onProgress(`${kept.length} of ${entries.length} kept requests read ...`);
    }
    return { kept, strangers };
  };
