import { exportEntries, exportTo } from '../audit/export.ts';
import { readAll } from '../audit/stored.ts';
import { verify } from '../audit/verify.ts';
import { CATALOG_OPTION, loadCatalog } from '../cli/catalog.ts';
import { type Call, type Command, UsageError } from '../cli/command.ts';
import { openStores } from '../cli/hub.ts';
import { HUB_OPTIONS, readSettings } from '../cli/settings.ts';

/** Options that apply to only one of the two actions, so the other refuses them. */
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
      throw new UsageError(`--${option} applies only to "audit ${of}", not to "audit ${what}"`);
};

export const audit: Command = {
  name: 'audit',
  summary: 'verify the hash chains of all requests, or export all events',
  about:
    'Reads the whole table and changes nothing in it.\n' +
    'verify: checks the seal of every item, the hash chain of every request, and that every open grant belongs to a request. These checks cannot find a chain that was cut off at its end or rewritten completely. --against also compares with the records under object lock in the audit bucket, which the bot writes continuously (assume-bot:auditBucket), or with a folder that contains a copy. --heads stores the end of every chain in a file and compares with it in the next run.\n' +
    'export: writes one entry per event, in order of time, including refusals that belong to no request. With --to, it writes the whole chain of every request instead, in the format of the audit bucket. It never changes existing records, so you can run it repeatedly.',
  positionals: [{ name: 'WHAT', about: 'verify or export' }],
  options: {
    against: {
      value: 'LOCATION',
      about: 'verify: compare with the chains stored in s3://BUCKET[/PREFIX] or in a folder',
    },
    heads: { value: 'FILE', about: 'verify: compare with the ends of chains in this file, and update it' },
    to: { value: 'LOCATION', about: 'export: write every chain to s3://BUCKET[/PREFIX] or to a folder' },
    format: { value: 'ndjson|csv', about: 'export: one JSON object per line (the default), or CSV' },
    from: { value: 'TIME', about: 'export: from this day or time on (UTC)' },
    until: { value: 'TIME', about: 'export: before this day or time (UTC)' },
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
      throw new UsageError(`"audit ${what}" is unknown; use audit verify or audit export`);
    refuseOthers(call, what);
    const settings = readSettings(call);
    // The catalog contains the retention period. Its mistakes are reported before the table is read.
    const retention = call.text('to') === undefined ? undefined : (await loadCatalog(call, settings)).settings;
    const stored = await readAll(openStores(settings, call.io).archive, call.io.err);
    if (what === 'verify') return verify(call, settings, stored);
    return retention === undefined
      ? exportEntries(call, stored)
      : exportTo(call, settings, stored, retention.retentionDays);
  },
};
