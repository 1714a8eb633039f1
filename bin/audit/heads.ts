import { readFile, writeFile } from 'node:fs/promises';
import { type AuditFinding, type ChainHead, headOf, verifyHead } from '../../functions/core/audit/verify.ts';
import { defined } from '../../functions/core/defined.ts';
import type { RequestId } from '../../functions/core/request/ids.ts';
import type { Request } from '../../functions/core/request/request.ts';
import { auditVerifyText } from '../../functions/core/text/cli/audit.ts';
import { hubText } from '../../functions/core/text/cli/hub.ts';
import { UsageError } from '../cli/errors.ts';

const readHeads = async (path: string): Promise<ReadonlyMap<RequestId, ChainHead>> => {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw new UsageError(hubText.fileUnreadable(path, (error as NodeJS.ErrnoException).code ?? ''));
  }
  try {
    const heads = Object.entries(JSON.parse(text) as Record<string, ChainHead & { forgetAt?: string }>);
    return new Map(
      heads.map(([id, { forgetAt, ...head }]) => [
        id as RequestId,
        { ...head, ...defined({ forgetAt: forgetAt === undefined ? undefined : new Date(forgetAt) }) },
      ]),
    );
  } catch {
    throw new UsageError(auditVerifyText.notAHeadsFile(path));
  }
};

/** Compares the ends of chains with those in a file, and writes the current ones to it, except invalid ones. */
export const compareHeads = async (
  path: string,
  requests: readonly Request[],
  findings: readonly AuditFinding[],
  now: Date,
): Promise<readonly AuditFinding[]> => {
  const byId = new Map(requests.map((request) => [request.id, request]));
  const before = await readHeads(path);
  const problems = [...before].flatMap(([id, head]) => verifyHead(id, head, byId.get(id), now));
  // A known head stays until its retention ends, and is never replaced by a shorter one.
  const broken = new Set([...findings, ...problems].flatMap(({ requestId }) => requestId ?? []));
  const kept = [...before].filter(([id]) => broken.has(id));
  const fresh = requests.filter(({ id }) => !broken.has(id)).map((request) => [request.id, headOf(request)] as const);
  await writeFile(path, `${JSON.stringify(Object.fromEntries([...kept, ...fresh]), null, 1)}\n`);
  return problems;
};
