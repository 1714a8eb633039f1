import { type AuditEntry, entriesOf, entryOfRefusal, inOrderOfTime } from '../../functions/core/audit/entries.ts';
import { recordNameOf, recordOf } from '../../functions/core/audit/record.ts';
import { verifyRequest } from '../../functions/core/audit/verify.ts';
import { auditExportText as text } from '../../functions/core/text/cli/audit.ts';
import type { Outcome } from '../cli/command.ts';
import { csvOf } from '../cli/csv.ts';
import { UsageError } from '../cli/errors.ts';
import { pathIn, writePrivate } from '../cli/files.ts';
import type { Settings } from '../cli/hub-settings.ts';
import type { Io } from '../cli/io.ts';
import { timeOf } from '../cli/times.ts';
import { openLocation } from './location.ts';
import type { Stored } from './stored.ts';

const COLUMNS: readonly (keyof AuditEntry)[] = [
  'at',
  'kind',
  'by',
  'requester',
  'target',
  'roles',
  'principal',
  'reason',
  'detail',
  'requestId',
  'seq',
  'hash',
];

const EVERY = 100;

interface ExportOptions {
  readonly format?: 'ndjson' | 'csv' | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  readonly out?: string | undefined;
}

const reportSkipped = (io: Io, { unreadable, damaged }: Stored): void => {
  for (const { key, what } of damaged) io.err(text.skipped(key, what));
  for (const { key, why } of unreadable) io.err(text.skippedUnreadable(key, why));
};

/** `audit export --to`: writes the chain of every request, each state once, in the same format as the bot. */
export const exportChains = async (
  { io, settings, to, retentionDays }: { io: Io; settings: Settings; to: string; retentionDays: number },
  options: ExportOptions,
  stored: Stored,
): Promise<Outcome> => {
  const entriesOnly = (['format', 'from', 'until', 'out'] as const).find((option) => options[option] !== undefined);
  if (entriesOnly !== undefined) throw new UsageError(text.entriesOnly(entriesOnly));
  const location = openLocation('to', to, settings, io);
  reportSkipped(io, stored);
  const [kept, existing, broken]: [string[], string[], string[]] = [[], [], []];
  for (const [index, request] of stored.requests.entries()) {
    if (index > 0 && index % EVERY === 0) io.err(text.progress(index, stored.requests.length));
    // An invalid chain would be locked as if it were true.
    if (verifyRequest(request).length > 0) {
      io.err(text.skippedInvalid(request.id));
      broken.push(request.id);
      continue;
    }
    const outcome = await location.keep(recordNameOf(request), recordOf(request, retentionDays));
    (outcome === 'kept' ? kept : existing).push(request.id);
  }
  return {
    code: broken.length + stored.unreadable.length > 0 ? 1 : 0,
    json: { to, kept: kept.length, there: existing.length, broken, unreadable: stored.unreadable },
    lines: [text.stored(kept.length, to, existing.length)],
  };
};

/** `audit export`: writes all events, one entry each. */
export const exportEntries = async (io: Io, options: ExportOptions, stored: Stored): Promise<Outcome> => {
  const { format, out } = options;
  const [from, until] = [timeOf('from', options.from), timeOf('until', options.until)];
  const all = [...stored.requests.flatMap(entriesOf), ...stored.refusals.map(entryOfRefusal)];
  const entries = inOrderOfTime(
    all.filter(({ at }) => (from === undefined || at >= from) && (until === undefined || at < until)),
  );
  const content =
    format === 'csv' ? csvOf(COLUMNS, entries) : entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  reportSkipped(io, stored);
  const code = stored.unreadable.length > 0 ? 1 : 0;
  if (out === undefined) {
    io.out(content);
    return { code };
  }
  const path = pathIn(io, out);
  await writePrivate(path, content);
  return { code, json: { file: path, entries: entries.length }, lines: [text.written(entries.length, path)] };
};
