import type { Actor } from '../../core/authority/directory.ts';
import type { Catalog, RoleRule } from '../../core/catalog/catalog.ts';
import { defined } from '../../core/defined.ts';
import { nextRequestId } from '../../core/ids.ts';
import { decideRequest, grantsOf, type RequestInput, type RequestRefusal } from '../../core/request/decide-request.ts';
import { type Request, type RequestedAccess, timeBox } from '../../core/request/request.ts';
import type { Needs } from '../ports.ts';
import { checkEarlierEmergencies } from '../shared/check-earlier-emergencies.ts';
import { refuseRoleCapacity } from './role-capacity.ts';

export type DryRun =
  | {
      readonly kind: 'would_request';
      readonly requested: RequestedAccess;
      readonly rules: readonly RoleRule[];
      /** The time box that an approval at this moment would open. */
      readonly box: { readonly startsAt: Date; readonly endsAt: Date };
      /** What the reason lacks, for the asking itself to be taken. */
      readonly lacking?: RequestRefusal;
    }
  | { readonly kind: 'already_pending'; readonly request: Request }
  | { readonly kind: 'refused'; readonly refusal: RequestRefusal };

type Deps = Needs<
  'catalog' | 'hub' | 'log',
  { directory: 'read'; requests: 'get' | 'getMany' | 'recentOf'; grants: 'ofRole'; due: 'open'; clock: 'now' }
>;

/** What a request would lead to at this moment; nothing is stored, not even a refusal. */
export const createDryRun =
  (deps: Deps) =>
  async ({ actor, input }: { actor: Actor; input: RequestInput }): Promise<DryRun> => {
    const { catalog, directory, requests, grants, clock } = deps;
    const now = clock.now();
    const world = { catalog, directory: await directory.read(), now };
    const first = decideRequest(input, actor, world);
    const isLacking = first.kind === 'reason_missing' || first.kind === 'ticket_missing';
    const decision = isLacking ? decideRequest(input, actor, { ...world, catalog: withoutReasons(catalog) }) : first;
    if (decision.kind !== 'allowed') return { kind: 'refused', refusal: decision };
    const { requested, principal } = decision;
    const [recent, partitions] = await Promise.all([
      requests.recentOf(requested.by, { limit: 1, target: requested.target }),
      Promise.all(requested.roles.map(({ arn }) => grants.ofRole(arn))),
    ]);
    const pending = recent[0]?.status === 'pending' ? await requests.get(recent[0].id) : undefined;
    if (pending?.status.kind === 'pending') return { kind: 'already_pending', request: pending };

    const unreviewed = await checkEarlierEmergencies(deps, { requested }, world);
    if (unreviewed !== undefined) return { kind: 'refused', refusal: unreviewed };
    const box = timeBox(requested, now);
    if (box === undefined) return { kind: 'refused', refusal: { kind: 'ends_before_start' } };
    const id = nextRequestId(requested.by, requested.target, recent[0]?.id, now);
    const wanted = grantsOf({ id, requested, ...defined({ principal }) }, box);
    const full = refuseRoleCapacity(partitions, wanted, deps.hub, now);
    if (full !== undefined) return { kind: 'refused', refusal: full };
    const rules = requested.roles.map(({ rule }) => rule);
    return { kind: 'would_request', requested, rules, box, ...(isLacking ? { lacking: first } : {}) };
  };

/** Who only tries has no reason yet. */
const withoutReasons = (catalog: Catalog): Catalog => ({
  ...catalog,
  roles: Object.fromEntries(
    Object.values<RoleRule>(catalog.roles).map(({ ticket: _, ...rule }) => [
      rule.name,
      { ...rule, reason: 'optional' },
    ]),
  ),
});
