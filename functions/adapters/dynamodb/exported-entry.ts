import { isOfRequest, type PastRefusal } from '../../core/replay/past.ts';
import type { RequestFact } from '../../core/request/facts.ts';
import { asked, askedInVain, reading } from './asked-schema.ts';
import { fact } from './request-schema.ts';
import { requestId, slackUserId, time } from './schema.ts';

/** One line of `audit export`, as far as a decision can depend on it. */
export type ExportedEntry =
  | { readonly kind: 'fact'; readonly id: string; readonly at: Date; readonly fact: RequestFact }
  | PastRefusal
  /** A fact, or a refused click or command, on which no decision about a request depends. */
  | { readonly kind: 'other'; readonly id: string };

/** Facts on which a decision, or what it needed, depends. */
const DECIDING = new Set(['requested', 'imported', 'approval_counted', 'approved']);

interface Line {
  readonly at?: unknown;
  readonly kind?: unknown;
  readonly requestId?: unknown;
  readonly by?: unknown;
  readonly detail?: unknown;
  readonly hash?: unknown;
  readonly fact?: { readonly kind?: unknown; readonly requested?: unknown; readonly evidence?: unknown };
  readonly asked?: unknown;
}

/** Facts of release 0.1.0 have no evidence. The import after them says what they led to. */
const isOfThisRelease = ({ fact: own }: Line): boolean =>
  own?.kind === 'imported' || own?.evidence !== undefined || own?.requested !== undefined;

/** Reads one line. Throws RangeError for one that the export did not write, with what is wrong. */
export const readExported = (value: unknown): ExportedEntry => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new RangeError('is not an object');
  const line = value as Line;
  const { kind } = line;
  for (const name of ['at', 'kind', 'requestId', 'hash', 'detail'] as const)
    if (typeof line[name] !== 'string') throw new RangeError(`has no "${name}"`);
  const at = parsed('at', time, line.at);
  if (kind === 'refused') {
    const refusal = String(line.detail);
    if (line.requestId !== '' || !isOfRequest(refusal)) return { kind: 'other', id: '' };
    const input = line.asked === undefined ? {} : { asked: withTime(parsed('asked', askedInVain(), line.asked)) };
    return { kind: 'refusal', at, by: parsed('by', slackUserId, line.by), refusal, ...input };
  }
  const id = parsed('requestId', requestId, line.requestId);
  if (line.fact?.kind !== kind) throw new RangeError(`has no "fact" of the kind "${kind}"`);
  if (!DECIDING.has(String(kind)) || !isOfThisRelease(line)) return { kind: 'other', id };
  const read = parsed('fact', fact(), line.fact);
  if (read.kind === 'requested' && read.asked !== undefined) withTime(parsed('fact.asked', asked(), read.asked));
  if ('reading' in read) parsed('fact.reading', reading(), read.reading);
  return { kind: 'fact', id, at, fact: read };
};

const withTime = <T extends { readonly startsAt?: string }>(read: T): T => {
  if (read.startsAt !== undefined) parsed('startsAt', time, read.startsAt);
  return read;
};

interface Schema<T> {
  safeParse(value: unknown):
    | { readonly success: true; readonly data: T }
    | {
        readonly success: false;
        readonly error: {
          readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
        };
      };
}

const parsed = <T>(name: string, schema: Schema<T>, value: unknown): T => {
  const found = schema.safeParse(value);
  if (found.success) return found.data;
  const [issue] = found.error.issues;
  throw new RangeError(`has an invalid "${[name, ...(issue?.path ?? [])].join('.')}"`);
};
