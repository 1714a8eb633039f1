import { readFile, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { AuditEntry } from '../../functions/core/audit/entries.ts';
import { entriesOf, entryOfRefusal, inOrderOfTime } from '../../functions/core/audit/entries.ts';
import type { AuditFinding, ChainHead } from '../../functions/core/audit/verify.ts';
import { headOf, verifyGrant, verifyHead, verifyRequest } from '../../functions/core/audit/verify.ts';
import type { Grant } from '../../functions/core/grant.ts';
import type { RequestId } from '../../functions/core/ids.ts';
import type { Request } from '../../functions/core/request.ts';
import type { Archive } from '../../functions/usecases/inspect-ports.ts';
import type { RefusalRecord } from '../../functions/usecases/ports.ts';
import type { Call, Command, Outcome } from '../cli/command.ts';
import { UsageError } from '../cli/command.ts';
import { csvOf } from '../cli/csv.ts';
import { openStores } from '../cli/hub.ts';
import { HUB_OPTIONS, readSettings } from '../cli/settings.ts';
import { counted } from '../cli/table.ts';

/** Everything that is stored, sorted out. */
export interface Stored {
  readonly requests: readonly Request[];
  readonly grants: readonly Grant[];
  readonly refusals: readonly RefusalRecord[];
  readonly unreadable: readonly { readonly key: string; readonly why: string }[];
}

const EVERY = 1000;

/** Reads the whole table, telling now and then how far it is. */
export const readAll = async (archive: Archive, onProgress: (line: string) => void): Promise<Stored> => {
  const [requests, grants, refusals]: [Request[], Grant[], RefusalRecord[]] = [[], [], []];
  const unreadable: { key: string; why: string }[] = [];
  let count = 0;
  for await (const item of archive.items()) {
    count += 1;
    if (count % EVERY === 0) onProgress(`${count} items read ...`);
    if (item.kind === 'request') requests.push(item.request);
    else if (item.kind === 'grant') grants.push(item.grant);
    else if (item.kind === 'refusal') refusals.push(item.refusal);
    else if (item.kind === 'unreadable') unreadable.push(item);
  }
  return { requests, grants, refusals, unreadable };
};

/** A moment as an option gives it: a day, or a day with a time. Throws UsageError. */
export const momentOf = (call: Call, option: string): Date | undefined => {
  const text = call.text(option);
  if (text === undefined) return undefined;
  const isMoment = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?Z?)?$/.test(text);
  const at = new Date(/T.*[^Z]$/.test(text) ? `${text}Z` : text);
  if (!isMoment || Number.isNaN(at.getTime()))
    throw new UsageError(`--${option} "${text}" is not a moment; 2030-01-31 or 2030-01-31T17:00Z is one (UTC)`);
  return at;
};

const pathOf = (call: Call, file: string): string => (isAbsolute(file) ? file : join(call.io.cwd, file));

const readHeads = async (path: string): Promise<ReadonlyMap<RequestId, ChainHead>> => {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw new UsageError(`${path} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  try {
    const heads = Object.entries(JSON.parse(text) as Record<string, ChainHead & { forgetAt?: string }>);
    return new Map(
      heads.map(([id, { forgetAt, ...head }]) => [
        id as RequestId,
        forgetAt === undefined ? head : { ...head, forgetAt: new Date(forgetAt) },
      ]),
    );
  } catch {
    throw new UsageError(`${path} is not a file that "audit verify --heads" wrote`);
  }
};

const verify = async (call: Call, stored: Stored): Promise<Outcome> => {
  const now = call.io.clock.now();
  const byId = new Map(stored.requests.map((request) => [request.id, request]));
  const findings: AuditFinding[] = [
    ...stored.requests.flatMap(verifyRequest),
    ...stored.grants.flatMap((grant) => verifyGrant(grant, byId.get(grant.requestId), now)),
  ];
  const headsFile = call.text('heads');
  if (headsFile !== undefined) {
    const path = pathOf(call, headsFile);
    const before = await readHeads(path);
    const lost = [...before].flatMap(([id, head]) => verifyHead(id, head, byId.get(id), now));
    findings.push(...lost);
    // What was seen once stays known until it may be forgotten; a head is never replaced by a shorter one.
    const broken = new Set(findings.map(({ requestId }) => requestId));
    const kept = [...before].filter(([id]) => broken.has(id));
    const fresh = stored.requests
      .filter(({ id }) => !broken.has(id))
      .map((request) => [request.id, headOf(request)] as const);
    await writeFile(path, `${JSON.stringify(Object.fromEntries([...kept, ...fresh]), null, 1)}\n`);
  }
  const events = stored.requests.reduce((sum, request) => sum + request.events.length, 0);
  const bad = findings.length + stored.unreadable.length;
  return {
    code: bad > 0 ? 1 : 0,
    json: {
      requests: stored.requests.length,
      events,
      grants: stored.grants.length,
      findings,
      unreadable: stored.unreadable,
    },
    lines: [
      ...findings.map(({ requestId, kind, what }) => `request ${requestId}: ${what} [${kind}]`),
      ...stored.unreadable.map(({ key, why }) => `item ${key}: it cannot be read: ${why}`),
      `${counted(stored.requests.length, 'request')}, ${counted(events, 'event')}, ${counted(stored.grants.length, 'grant')}: ${bad === 0 ? 'every chain holds.' : `${counted(bad, 'thing')} that should not be.`}`,
    ],
  };
};

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

const exported = async (call: Call, stored: Stored): Promise<Outcome> => {
  const format = call.text('format') ?? 'ndjson';
  if (format !== 'ndjson' && format !== 'csv')
    throw new UsageError(`--format "${format}" is not known; ndjson and csv are`);
  const [from, until] = [momentOf(call, 'from'), momentOf(call, 'until')];
  const all = [...stored.requests.flatMap(entriesOf), ...stored.refusals.map(entryOfRefusal)];
  const entries = inOrderOfTime(
    all.filter(({ at }) => (from === undefined || at >= from) && (until === undefined || at < until)),
  );
  const text =
    format === 'csv' ? csvOf(COLUMNS, entries) : entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  for (const { key, why } of stored.unreadable) call.io.err(`left out, since it cannot be read: ${key}: ${why}`);
  const code = stored.unreadable.length > 0 ? 1 : 0;
  const out = call.text('out');
  if (out === undefined) {
    call.io.out(text);
    return { code };
  }
  const path = pathOf(call, out);
  // What people wrote stands in it: for the operator's eyes.
  await writeFile(path, text, { mode: 0o600 });
  return {
    code,
    json: { file: path, entries: entries.length },
    lines: [`${counted(entries.length, 'entry', 'entries')} written to ${path}.`],
  };
};

export const audit: Command = {
  name: 'audit',
  summary: 'verify the hash chains of all requests, or export everything that happened',
  about:
    'Reads the whole table, page by page, and changes nothing in it.\n' +
    'verify: recomputes the hash chain of every request, and looks whether states, reviews and open grants follow from it. A chain that was cut off at its end still holds by itself; with --heads the end of every chain is kept in a file, outside of AWS, and compared with the next time.\n' +
    'export: everything that happened, one entry an event, in the order of time, refusals that belong to no request among it.',
  positionals: [{ name: 'WHAT', about: 'verify or export' }],
  options: {
    heads: { value: 'FILE', about: 'verify: keep the end of every chain there, and compare with what it holds' },
    format: { value: 'ndjson|csv', about: 'export: one JSON object a line (the default), or CSV' },
    from: { value: 'TIME', about: 'export: from this day or moment on (UTC)' },
    until: { value: 'TIME', about: 'export: before this day or moment (UTC)' },
    out: { value: 'FILE', about: 'export: write to this file instead of the standard output' },
    ...HUB_OPTIONS,
  },
  examples: [
    'assume-bot audit verify --heads audit-heads.json',
    'assume-bot audit export --format csv --from 2030-01-01 --out january.csv',
  ],
  run: async (call) => {
    const what = call.word('WHAT');
    if (what !== 'verify' && what !== 'export')
      throw new UsageError(`"audit ${what}" is not known; audit verify and audit export are`);
    const stored = await readAll(openStores(readSettings(call), call.io).archive, call.io.err);
    return what === 'verify' ? verify(call, stored) : exported(call, stored);
  },
};
