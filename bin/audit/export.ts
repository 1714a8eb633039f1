import { type AuditEntry, entriesOf, entryOfRefusal, inOrderOfTime } from '../../functions/core/audit/entries.ts';
import { recordNameOf, recordOf } from '../../functions/core/audit/record.ts';
import { verifyRequest } from '../../functions/core/audit/verify.ts';
import { type Call, type Outcome, UsageError } from '../cli/command.ts';
import { csvOf } from '../cli/csv.ts';
import { writePrivate } from '../cli/private-file.ts';
import type { Settings } from '../cli/settings.ts';
import { counted } from '../cli/table.ts';
import { openPlace, pathOf } from './place.ts';
import { momentOf, type Stored } from './stored.ts';

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

const sayLeftOut = (call: Call, { unreadable, damaged }: Stored): void => {
  for (const { key, what } of damaged) call.io.err(`skipped: ${key}: ${what}`);
  for (const { key, why } of unreadable) call.io.err(`skipped, because it cannot be read: ${key}: ${why}`);
};

/** `audit export --to`: writes the chain of every request, each state once, in the same format as the bot. */
export const exportTo = async (
  call: Call,
  settings: Settings,
  stored: Stored,
  retentionDays: number,
): Promise<Outcome> => {
  const to = call.text('to') ?? '';
  const entriesOnly = ['format', 'from', 'until', 'out'].find((option) => call.text(option) !== undefined);
  if (entriesOnly !== undefined)
    throw new UsageError(`--${entriesOnly} applies to single entries; --to writes all complete chains`);
  const place = await openPlace('to', to, settings, call);
  sayLeftOut(call, stored);
  const [kept, there, broken]: [string[], string[], string[]] = [[], [], []];
  for (const [index, request] of stored.requests.entries()) {
    if (index > 0 && index % EVERY === 0) call.io.err(`${index} of ${stored.requests.length} requests ...`);
    // An invalid chain would be locked as if it were true.
    if (verifyRequest(request).length > 0) {
      call.io.err(`skipped, because its chain is invalid: request ${request.id}`);
      broken.push(request.id);
      continue;
    }
    const outcome = await place.keep(recordNameOf(request), recordOf(request, retentionDays));
    (outcome === 'kept' ? kept : there).push(request.id);
  }
  return {
    code: broken.length + stored.unreadable.length > 0 ? 1 : 0,
    json: { to, kept: kept.length, there: there.length, broken, unreadable: stored.unreadable },
    lines: [`${counted(kept.length, 'request')} stored in ${to}; ${there.length} already existed unchanged.`],
  };
};

/** `audit export`: writes all events, one entry each. */
export const exportEntries = async (call: Call, stored: Stored): Promise<Outcome> => {
  const format = call.text('format') ?? 'ndjson';
  if (format !== 'ndjson' && format !== 'csv')
    throw new UsageError(`--format "${format}" is unknown; use ndjson or csv`);
  const [from, until] = [momentOf(call, 'from'), momentOf(call, 'until')];
  const all = [...stored.requests.flatMap(entriesOf), ...stored.refusals.map(entryOfRefusal)];
  const entries = inOrderOfTime(
    all.filter(({ at }) => (from === undefined || at >= from) && (until === undefined || at < until)),
  );
  const text =
    format === 'csv' ? csvOf(COLUMNS, entries) : entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  sayLeftOut(call, stored);
  const code = stored.unreadable.length > 0 ? 1 : 0;
  const out = call.text('out');
  if (out === undefined) {
    call.io.out(text);
    return { code };
  }
  const path = pathOf(call, out);
  await writePrivate(path, text);
  return {
    code,
    json: { file: path, entries: entries.length },
    lines: [`${counted(entries.length, 'entry', 'entries')} written to ${path}.`],
  };
};
