import { type AuditFinding, verifyGrant, verifyRequest } from '../../functions/core/audit/verify.ts';
import { verifyKept } from '../../functions/core/audit/verify-kept.ts';
import { createReadAuditRecords } from '../../functions/usecases/operating/read-audit-records.ts';
import { type Call, type Outcome, UsageError } from '../cli/command.ts';
import type { Settings } from '../cli/settings.ts';
import { counted } from '../cli/table.ts';
import { compareHeads } from './heads.ts';
import { openPlace, pathOf } from './place.ts';
import type { Stored } from './stored.ts';

/** The result of comparing stored records with the table. */
interface Compared {
  readonly place: string;
  readonly kept: number;
  /** Requests of the table without a stored record. */
  readonly notKept: readonly string[];
  /** Objects in the location that are not records. */
  readonly strangers: readonly string[];
  readonly findings: readonly AuditFinding[];
}

const compare = async (call: Call, settings: Settings, { requests }: Stored): Promise<Compared | undefined> => {
  const place = call.text('against');
  if (place === undefined) return undefined;
  const shelf = await openPlace('against', place, settings, call);
  const { kept, strangers } = await createReadAuditRecords({ shelf, onProgress: call.io.err })();
  const byId = new Map(requests.map((request) => [request.id, request]));
  const known = new Set(kept.map(({ requestId }) => requestId));
  if (kept.length === 0 && requests.length > 0)
    throw new UsageError(`no records in ${place}; "assume-bot audit export --to ${place}" writes them`);
  const now = call.io.clock.now();
  return {
    place,
    kept: kept.length,
    notKept: requests.filter(({ id }) => !known.has(id)).map(({ id }) => id),
    strangers,
    findings: kept.flatMap((one) => verifyKept(one, byId.get(one.requestId), now)),
  };
};

const comparedLines = ({ place, kept, notKept, strangers }: Compared): readonly string[] => [
  ...strangers.map((key) => `${place}: ${key} is not a record of assume-bot`),
  `${counted(kept, 'request')} stored in ${place}.${notKept.length === 0 ? '' : ` ${counted(notKept.length, 'request')} without a record: "assume-bot audit export --to ${place}" writes it.`}`,
];

/** `audit verify`: checks that stored items are consistent with each other and with stored records. */
export const verify = async (call: Call, settings: Settings, stored: Stored): Promise<Outcome> => {
  const now = call.io.clock.now();
  const byId = new Map(stored.requests.map((request) => [request.id, request]));
  const findings: AuditFinding[] = [
    ...stored.requests.flatMap(verifyRequest),
    ...stored.grants.flatMap((grant) => verifyGrant(grant, byId.get(grant.requestId), now)),
    ...stored.damaged.map(({ key, what }) => ({ kind: 'seal_broken', key, what }) as const),
  ];
  const compared = await compare(call, settings, stored);
  findings.push(...(compared?.findings ?? []));
  const headsFile = call.text('heads');
  if (headsFile !== undefined)
    findings.push(...(await compareHeads(pathOf(call, headsFile), stored.requests, findings, now)));
  const events = stored.requests.reduce((sum, request) => sum + request.events.length, 0);
  const bad = findings.length + stored.unreadable.length;
  return {
    code: bad > 0 ? 1 : 0,
    json: {
      requests: stored.requests.length,
      events,
      grants: stored.grants.length,
      others: stored.others,
      findings,
      unreadable: stored.unreadable,
      ...(compared === undefined
        ? {}
        : { kept: compared.kept, notKept: compared.notKept, strangers: compared.strangers }),
    },
    lines: [
      ...findings.map(({ requestId, key, kind, what }) =>
        requestId === undefined ? `item ${key}: ${what} [${kind}]` : `request ${requestId}: ${what} [${kind}]`,
      ),
      ...stored.unreadable.map(({ key, why }) => `item ${key}: cannot be read: ${why}`),
      ...(compared === undefined ? [] : comparedLines(compared)),
      `${counted(stored.requests.length, 'request')}, ${counted(events, 'event')}, ${counted(stored.grants.length, 'grant')}, ${counted(stored.others, 'other item')}: ${bad === 0 ? 'all chains and seals are valid.' : `${counted(bad, 'problem')} found.`}`,
    ],
  };
};
