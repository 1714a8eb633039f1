import type { Actor } from '../../core/authority/directory.ts';
import type { Catalog, RoleRule } from '../../core/catalog/catalog.ts';
import { rolesOf } from '../../core/catalog/lookup.ts';
import { decideRequest, type RequestInput, type RequestRefusal } from '../../core/request/decide-request.ts';
import { nextRequestId } from '../../core/request/ids.ts';
import { type RequestedAccess, requestedRules } from '../../core/request/request.ts';
import { type CheckDeps, checkSubmission, type Free, type NotSubmitted } from './check-submission.ts';

export type DryRun =
  | {
      readonly kind: 'would_request';
      readonly requested: RequestedAccess;
      readonly rules: readonly RoleRule[];
      readonly box: Free['box'];
      /** Why the request would be refused for its reason, which a dry run may leave out. */
      readonly lacking?: RequestRefusal;
    }
  | NotSubmitted;

/** What a request would lead to at this moment; nothing is stored, not even a refusal. */
export const createDryRun =
  (deps: CheckDeps) =>
  async ({ actor, input }: { actor: Actor; input: RequestInput }): Promise<DryRun> => {
    const { catalog, directory, clock } = deps;
    const now = clock.now();
    const world = { catalog, directory: await directory.read(), now };
    const first = decideRequest(input, actor, world);
    const isLacking = first.kind === 'reason_missing' || first.kind === 'ticket_missing';
    const decision = isLacking ? decideRequest(input, actor, { ...world, catalog: withoutReasons(catalog) }) : first;
    if (decision.kind !== 'allowed') return { kind: 'refused', refusal: decision };
    const checked = await checkSubmission(deps, decision);
    if (checked.kind !== 'free') return checked;
    const { requested } = decision;
    const refusal = checked.refuseCapacity(nextRequestId(requested.by, requested.target, checked.previous, now));
    if (refusal !== undefined) return { kind: 'refused', refusal };
    const rules = requestedRules(requested);
    return { kind: 'would_request', requested, rules, box: checked.box, ...(isLacking ? { lacking: first } : {}) };
  };

/** The catalog without any rule about reasons. */
const withoutReasons = (catalog: Catalog): Catalog => ({
  ...catalog,
  roles: Object.fromEntries(
    rolesOf(catalog).map((role) => [
      role.name,
      { ...role, rules: role.rules.map(({ ticket: _, ...rule }) => ({ ...rule, reason: 'optional' as const })) },
    ]),
  ),
});
