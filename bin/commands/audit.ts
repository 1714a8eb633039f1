import { exportEntries, exportTo } from '../audit/export.ts';
import { readAll } from '../audit/stored.ts';
import { verify } from '../audit/verify.ts';
import { CATALOG_OPTION, loadCatalog } from '../cli/catalog.ts';
import type { Call, Command } from '../cli/command.ts';
import { UsageError } from '../cli/command.ts';
import { openStores } from '../cli/hub.ts';
import { HUB_OPTIONS, readSettings } from '../cli/settings.ts';

/** What belongs to one of the two, so that nobody believes it did something with the other. */
const ONLY_FOR: Readonly<Record<string, 'verify' | 'export'>> = {
  heads: 'verify',
  against: 'verify',
  to: 'export',
  format: 'export',
  from: 'export',
  until: 'export',
  out: 'export',
};

const refuseOthers = (call: Call, what: 'verify' | 'export'): void => {
  for (const [option, of] of Object.entries(ONLY_FOR))
    if (of !== what && call.text(option) !== undefined)
      throw new UsageError(`--${option} is for "audit ${of}"; "audit ${what}" does nothing with it`);
};

export const audit: Command = {
  name: 'audit',
  summary: 'verify the hash chains of all requests, or export everything that happened',
  about:
    'Reads the whole table, page by page, and changes nothing in it.\n' +
    'verify: checks the seal of every item and the hash chain of every request, and whether open grants follow from a request. A chain that was cut off at its end, or rewritten as a whole, still holds by itself. --against compares with what was kept where nobody can change it: the audit bucket, which the bot writes to while it works (assume-bot:auditBucket), or a folder with a copy. --heads keeps the end of every chain in a file of yours, and compares with the next time.\n' +
    'export: everything that happened, one entry an event, in the order of time, refusals that belong to no request among it. With --to instead the whole chain of every request, as the bot itself keeps them: what is there already is left as it is, so it can run as often as you like.',
  positionals: [{ name: 'WHAT', about: 'verify or export' }],
  options: {
    against: { value: 'PLACE', about: 'verify: compare with the chains kept in s3://BUCKET[/PREFIX] or in a folder' },
    heads: { value: 'FILE', about: 'verify: keep the end of every chain there, and compare with what it holds' },
    to: { value: 'PLACE', about: 'export: keep every chain in s3://BUCKET[/PREFIX] or in a folder' },
    format: { value: 'ndjson|csv', about: 'export: one JSON object a line (the default), or CSV' },
    from: { value: 'TIME', about: 'export: from this day or moment on (UTC)' },
    until: { value: 'TIME', about: 'export: before this day or moment (UTC)' },
    out: { value: 'FILE', about: 'export: write to this file instead of the standard output' },
    ...CATALOG_OPTION,
    ...HUB_OPTIONS,
  },
  examples: [
    'assume-bot audit verify --against s3://assume-bot-audit',
    'assume-bot audit verify --heads audit-heads.json',
    'assume-bot audit export --to s3://assume-bot-audit',
    'assume-bot audit export --format csv --from 2030-01-01 --out january.csv',
  ],
  run: async (call) => {
    const what = call.word('WHAT');
    if (what !== 'verify' && what !== 'export')
      throw new UsageError(`"audit ${what}" is not known; audit verify and audit export are`);
    refuseOthers(call, what);
    const settings = readSettings(call);
    // How long a request may be gone for is the catalog's; a mistake in it is told before the table is read.
    const retention = call.text('to') === undefined ? undefined : (await loadCatalog(call, settings)).settings;
    const stored = await readAll(openStores(settings, call.io).archive, call.io.err);
    if (what === 'verify') return verify(call, settings, stored);
    return retention === undefined
      ? exportEntries(call, stored)
      : exportTo(call, settings, stored, retention.retentionDays);
  },
};
