import type { RequestView } from '../protocol.ts';
import { checkChain, isImported, isSealed, type StoredEvent } from './chain.ts';

type Item = Readonly<Record<string, unknown>>;

/** The part of a request that the page shows. */
interface RequestedAccess {
  readonly by: string;
  readonly at: string;
  readonly target: string;
  readonly reason: string;
  readonly roles: readonly { readonly name: string }[];
}

/** The status after a fact. Other facts do not change the status that the page shows. */
const LEADS_TO: Readonly<Record<string, string>> = {
  approved: 'approved',
  activated: 'active',
  denied: 'denied',
  cancelled: 'cancelled',
  lapsed: 'lapsed',
  failed: 'failed',
  ended: 'ended',
};

const OPEN = ['pending', 'approved', 'active'];

/** The status of a request, derived from its facts. It is not stored. */
const statusOf = (events: readonly StoredEvent[]): RequestView['status'] => {
  const first = events[0]?.fact;
  const begin: RequestView['status'] = isImported(first) ? first.state.status : { kind: 'pending' };
  return events.reduce((status, { fact }) => {
    const kind = LEADS_TO[fact.kind];
    return kind === undefined || !OPEN.includes(status.kind) ? status : { ...fact, kind };
  }, begin);
};

const requestedOf = (fact: StoredEvent['fact'] | undefined): RequestedAccess | undefined =>
  (isImported(fact) ? fact.state.requested : fact?.['requested']) as RequestedAccess | undefined;

/** A request as the page shows it; undefined for an item in an unknown format, for example of a later release. */
export const viewOf = (item: Item): RequestView | undefined => {
  const events = (Array.isArray(item['events']) ? item['events'] : []) as readonly StoredEvent[];
  const requested = requestedOf(events[0]?.fact);
  if (requested === undefined) return undefined;
  const id = String(item['pk']).slice('REQ#'.length);
  return {
    id,
    target: requested.target,
    roles: requested.roles.map(({ name }) => name),
    by: requested.by,
    requestedAt: requested.at,
    reason: requested.reason,
    status: statusOf(events),
    events: checkChain(id, events),
    isSealed: isSealed(item),
  };
};
