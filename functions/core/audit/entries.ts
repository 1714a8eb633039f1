import { defined } from '../defined.ts';
import { canonicalJson } from '../hash.ts';
import type { AskedInVain } from '../request/asked.ts';
import type { ImportedEvent, RequestFact } from '../request/facts.ts';
import type { Request } from '../request/request.ts';

export interface StoredRefusal {
  readonly at: Date;
  readonly by: string;
  readonly text: string;
  readonly refusal: string;
  readonly catalogHash: string;
  readonly asked?: AskedInVain;
  /** Absent unless it was a click on a request. */
  readonly click?: { readonly request: string; readonly action: string };
}

/** One line of the audit. Flat, so that it fits a table. */
export interface AuditEntry {
  readonly at: Date;
  /** The kind of the fact, also of release 0.1.0, or `refused`. */
  readonly kind: string;
  readonly requestId: string;
  readonly seq: number | '';
  /** Empty for actions of the bot. */
  readonly by: string;
  readonly requester: string;
  readonly target: string;
  readonly roles: string;
  readonly principal: string;
  readonly reason: string;
  /** The other members of the event, in words. */
  readonly detail: string;
  readonly hash: string;
  /** The event as its hash covers it; absent for refusals. */
  readonly fact?: RequestFact | ImportedEvent['fact'];
  /** The input of a refused request, and what was read about its users. */
  readonly asked?: AskedInVain;
}

const shortened = (minutes: number | undefined): string =>
  minutes === undefined ? '' : `, shortened to ${minutes} minutes`;

/** `U0BOB for U0CAROL: ` where a delegate decided. */
const delegated = ({ by = '', for: right }: { readonly by?: string; readonly for?: string }): string =>
  right === undefined ? '' : `${by} for ${right}: `;

const detailOf = (fact: RequestFact): string => {
  switch (fact.kind) {
    case 'approval_counted':
      return `${delegated(fact)}${fact.missing} missing${shortened(fact.minutes)}`;
    case 'approved':
      return `${delegated(fact)}until ${fact.endsAt.toISOString()}${shortened(fact.minutes)}`;
    case 'denied':
      return `${delegated(fact)}${fact.why ?? ''}`;
    case 'cancelled':
      return fact.why ?? '';
    case 'role_confirmed':
      return fact.name;
    case 'role_refused':
      return `${fact.name}: ${fact.why}`;
    case 'failed':
      return fact.why;
    case 'ended':
      return fact.why === undefined ? fact.reason : `${fact.reason}: ${fact.why}`;
    case 'extended':
      return `until ${fact.endsAt.toISOString()} by request ${fact.request}`;
    case 'imported':
      return `${fact.history.length} events of release 0.1.0, to ${fact.head}`;
    default:
      return restOf(fact);
  }
};

/** All members of an event that has no words of its own, so that nothing recorded is left out. */
const restOf = ({ kind: _, ...fact }: { readonly kind: string }): string =>
  Object.entries(fact)
    .filter(([name]) => name !== 'by' && name !== 'catalogHash')
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : canonicalJson(value)}`)
    .join(', ');

const principalOf = ({ principal }: Request): string => {
  if (principal === undefined) return '';
  return principal.kind === 'iam-user' ? principal.arn : `${principal.roleArnPattern}#${principal.sessionName}`;
};

/** One entry for each event of a request. The events of release 0.1.0 come before the import. */
export const entriesOf = (request: Request): readonly AuditEntry[] => {
  const { id, requested, events } = request;
  const about = {
    requestId: id,
    requester: requested.by,
    target: requested.target,
    roles: requested.roles.map(({ arn }) => arn).join(' '),
    principal: principalOf(request),
    reason: requested.reason,
  };
  const [first] = events;
  const history = first?.fact.kind === 'imported' ? first.fact.history : [];
  const old = history.map(({ seq, at, fact, hash }): AuditEntry => {
    const by = typeof fact['by'] === 'string' ? fact['by'] : '';
    return { ...about, at: new Date(at), kind: fact.kind, seq, by, detail: restOf(fact), hash, fact };
  });
  const own = events.map(({ seq, at, fact, hash }): AuditEntry => {
    const by = 'by' in fact ? (fact.by ?? '') : '';
    return { ...about, at, kind: fact.kind, seq: seq + history.length, by, detail: detailOf(fact), hash, fact };
  });
  return [...old, ...own];
};

/** A refusal as an entry among the others. */
export const entryOfRefusal = (refusal: StoredRefusal): AuditEntry => ({
  at: refusal.at,
  kind: 'refused',
  requestId: refusal.click?.request ?? '',
  seq: '',
  by: refusal.by,
  requester: refusal.by,
  target: '',
  roles: '',
  principal: '',
  reason: refusal.text,
  detail: refusal.click === undefined ? refusal.refusal : `${refusal.click.action}: ${refusal.refusal}`,
  hash: '',
  ...defined({ asked: refusal.asked }),
});

/** Sorted by time. Events of one request at the same time stay in their order. */
export const inOrderOfTime = (entries: readonly AuditEntry[]): readonly AuditEntry[] =>
  entries.toSorted(
    (a, b) =>
      a.at.getTime() - b.at.getTime() ||
      (a.requestId < b.requestId ? -1 : a.requestId > b.requestId ? 1 : Number(a.seq) - Number(b.seq)),
  );
