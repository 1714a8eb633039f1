import { verifyKept } from '../../functions/core/audit/record.ts';
import { type AuditFinding, verifyGrant, verifyRequest } from '../../functions/core/audit/verify.ts';
import { auditVerifyText as text } from '../../functions/core/text/cli/audit.ts';
import { createReadAuditRecords } from '../../functions/usecases/operating/read-audit-records.ts';
import type { Outcome } from '../cli/command.ts';
import { UsageError } from '../cli/errors.ts';
import { pathIn } from '../cli/files.ts';
import type { Settings } from '../cli/hub-settings.ts';
import type { Io } from '../cli/io.ts';
import { compareHeads } from './heads.ts';
import { openLocation } from './location.ts';
import type { Stored } from './stored.ts';

interface Verification {
  readonly io: Io;
  readonly settings: Settings;
  /** Where stored records are compared with the table. */
  readonly against?: string | undefined;
  /** The file with the ends of chains. */
  readonly heads?: string | undefined;
}

/** The result of comparing stored records with the table. */
interface Compared {
  readonly kept: number;
  /** Requests of the table without a stored record. */
  readonly notKept: readonly string[];
  /** Objects in the location that are not records. */
  readonly strangers: readonly string[];
  readonly findings: readonly AuditFinding[];
}

const compare = async ({ io, settings }: Verification, location: string, { requests }: Stored): Promise<Compared> => {
  const auditReader = openLocation('against', location, settings, io);
  const { kept, strangers } = await createReadAuditRecords({ auditReader, onProgress: io.err })();
  const byId = new Map(requests.map((request) => [request.id, request]));
  const known = new Set(kept.map(({ requestId }) => requestId));
  if (kept.length === 0 && requests.length > 0) throw new UsageError(text.noRecords(location));
  const now = io.clock.now();
  return {
    kept: kept.length,
    notKept: requests.filter(({ id }) => !known.has(id)).map(({ id }) => id),
    strangers,
    findings: kept.flatMap((one) => verifyKept(one, byId.get(one.requestId), now)),
  };
};

/** `audit verify`: checks that stored items are consistent with each other and with stored records. */
export const verify = async (verification: Verification, stored: Stored): Promise<Outcome> => {
  const { io, against = '', heads } = verification;
  const { requests, grants, unreadable, others } = stored;
  const now = io.clock.now();
  const byId = new Map(requests.map((request) => [request.id, request]));
  const findings: AuditFinding[] = [
    ...requests.flatMap(verifyRequest),
    ...grants.flatMap((grant) => verifyGrant(grant, byId.get(grant.requestId), now)),
    ...stored.damaged.map(({ key, what }) => ({ kind: 'seal_broken', key, what }) as const),
  ];
  const compared = against === '' ? undefined : await compare(verification, against, stored);
  findings.push(...(compared?.findings ?? []));
  if (heads !== undefined) findings.push(...(await compareHeads(pathIn(io, heads), requests, findings, now)));
  const problems = findings.length + unreadable.length;
  const { findings: _, ...comparedJson } = compared ?? { findings };
  const counts = {
    requests: requests.length,
    events: requests.reduce((sum, request) => sum + request.events.length, 0),
    grants: grants.length,
    others,
  };
  return {
    code: problems > 0 ? 1 : 0,
    json: { ...counts, findings, unreadable, ...comparedJson },
    lines: [
      ...findings.map(text.finding),
      ...unreadable.map(({ key, why }) => text.unreadable(key, why)),
      ...(compared === undefined
        ? []
        : [
            ...compared.strangers.map((key) => text.notARecord(against, key)),
            text.compared(against, compared.kept, compared.notKept.length),
          ]),
      text.total({ ...counts, problems }),
    ],
  };
};
