import type { AuditFinding } from '../../audit/verify.ts';
import { counted } from './shared.ts';

/** The number of each kind of item that was verified, and the problems. */
export interface VerifiedCounts {
  readonly requests: number;
  readonly events: number;
  readonly grants: number;
  readonly others: number;
  readonly problems: number;
}

const TABLE_ONLY = 'Reads the whole table and changes nothing in it.';

export const auditText = {
  summary: 'verify the hash chains of all requests, or export all events',
  about: TABLE_ONLY,
  examples: [],
};

export const auditVerifyText = {
  summary: 'verify the hash chains of all requests',
  about:
    `${TABLE_ONLY} Checks the seal of every item, the hash chain of every request, and that every open grant belongs to a request.\n` +
    'These checks cannot find a chain that was cut off at its end or rewritten completely. --against also compares with the records under object lock in the audit bucket, which the bot writes continuously (assume-bot:auditBucket), or with a folder that contains a copy. --heads stores the end of every chain in a file and compares with it in the next run.',
  options: {
    against: 'compare with the chains stored in s3://BUCKET[/PREFIX] or in a folder',
    heads: 'compare with the ends of chains in this file, and update it',
  },
  examples: [
    'assume-bot audit verify --against s3://assume-bot-audit',
    'assume-bot audit verify --heads audit-heads.json',
  ],
  noRecords: (location: string) => `no records in ${location}; "assume-bot audit export --to ${location}" writes them`,
  notAHeadsFile: (path: string) => `${path} is not a file that "audit verify --heads" wrote`,
  notARecord: (location: string, key: string) => `${location}: ${key} is not a record of assume-bot`,
  compared: (location: string, stored: number, missing: number) =>
    `${counted(stored, 'request')} stored in ${location}.${missing === 0 ? '' : ` ${counted(missing, 'request')} without a record: "assume-bot audit export --to ${location}" writes it.`}`,
  finding: ({ requestId, key, kind, what }: AuditFinding) =>
    requestId === undefined ? `item ${key}: ${what} [${kind}]` : `request ${requestId}: ${what} [${kind}]`,
  unreadable: (key: string, why: string) => `item ${key}: cannot be read: ${why}`,
  total: ({ requests, events, grants, others, problems }: VerifiedCounts) =>
    `${counted(requests, 'request')}, ${counted(events, 'event')}, ${counted(grants, 'grant')}, ${counted(others, 'other item')}: ` +
    (problems === 0 ? 'all chains and seals are valid.' : `${counted(problems, 'problem')} found.`),
};

export const auditExportText = {
  summary: 'export all events, or store the chain of every request',
  about:
    `${TABLE_ONLY} Writes one entry per event, in order of time, including refusals that belong to no request.\n` +
    'With --to, it writes the whole chain of every request instead, in the format of the audit bucket. It never changes existing records, so you can run it repeatedly.',
  options: {
    to: 'write every chain to s3://BUCKET[/PREFIX] or to a folder',
    format: 'one JSON object per line (the default), or CSV',
    from: 'from this day or time on (UTC)',
    until: 'before this day or time (UTC)',
    out: 'write to this file instead of the standard output',
  },
  examples: [
    'assume-bot audit export --to s3://assume-bot-audit',
    'assume-bot audit export --format csv --from 2030-01-01 --out january.csv',
  ],
  entriesOnly: (option: string) => `--${option} applies to single entries; --to writes all complete chains`,
  notALocation: (option: string, text: string) =>
    `--${option} "${text}" is not an S3 location, such as s3://my-audit-bucket`,
  progress: (count: number, all: number) => `${count} of ${all} requests ...`,
  itemsRead: (count: number) => `${count} items read ...`,
  skipped: (key: string, what: string) => `skipped: ${key}: ${what}`,
  skippedUnreadable: (key: string, why: string) => `skipped, because it cannot be read: ${key}: ${why}`,
  skippedInvalid: (id: string) => `skipped, because its chain is invalid: request ${id}`,
  stored: (count: number, location: string, existing: number) =>
    `${counted(count, 'request')} stored in ${location}; ${existing} already existed unchanged.`,
  written: (count: number, path: string) => `${counted(count, 'entry', 'entries')} written to ${path}.`,
};
