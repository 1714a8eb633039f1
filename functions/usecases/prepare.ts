import { grantsOf } from '../core/ask.ts';
import type { Catalog } from '../core/catalog/catalog.ts';
import { principalOf } from '../core/catalog/lookup.ts';
import { fail } from '../core/end.ts';
import { explainGrantRefusal, explainIdentityRefusal, explainStandingRefusal } from '../core/explain.ts';
import { IamFault } from '../core/fault.ts';
import type { Request } from '../core/request.ts';
import { timeBox, withEvent } from '../core/request.ts';
import { approve, hasWhatItExtends, missingApprovals, rulesInForce } from '../core/review.ts';
import { planRole } from '../core/trust/plan.ts';
import type { Clock, DirectoryStore, GrantStore, Iam, RequestStore, Slack } from './ports.ts';
import { readPeople } from './read-people.ts';

interface Deps {
  readonly catalog: Catalog;
  readonly directory: DirectoryStore;
  readonly grants: Pick<GrantStore, 'ofRole'>;
  readonly iam: Pick<Iam, 'observe'>;
  readonly slack: Pick<Slack, 'person' | 'membersOf'>;
  readonly clock: Clock;
  readonly requests: Pick<RequestStore, 'get'>;
}

const NO_LONGER_HELD = 'What this would have extended has ended. Ask for it anew if you still need it.';

const words = ({ why, next }: { why: string; next: string }): string => `${why} ${next}`;

/**
 * Looks into Slack and IAM before an approver is asked: the requester is a full member with an AWS identity that exists,
 * and every role exists and has room. Answers the request with what was found: prepared, approved by a rule that wants
 * no approval, or failed with the reason. Faults that may mend are thrown.
 */
export const createPrepare = (deps: Deps) => {
  const whyNot = async (request: Request, now: Date): Promise<string | undefined> => {
    const { asked, principal } = request;
    const box = timeBox(asked, now);
    if (principal === undefined || box === undefined) return undefined;
    const users = principal.kind === 'iam-user' && principal.identity === 'managed' ? [principal.arn] : [];
    for (const wanted of grantsOf(request, box)) {
      try {
        const observed = await deps.iam.observe(wanted.roleArn, users);
        const { grants } = await deps.grants.ofRole(wanted.roleArn);
        const refused = planRole([...grants, wanted], observed, now).refused.find(({ grant }) => grant === wanted);
        if (refused !== undefined) return words(explainGrantRefusal(refused.refusal));
      } catch (fault) {
        if (fault instanceof IamFault && !fault.retryable) return `${fault.message} ${fault.fix}`;
        throw fault;
      }
    }
    return undefined;
  };

  const extended = async ({ asked }: Request): Promise<Request | undefined> =>
    asked.extends === undefined ? undefined : deps.requests.get(asked.extends.request);

  return async (request: Request): Promise<Request> => {
    const { catalog, clock } = deps;
    const directory = await readPeople(deps, [request.asked.by], []);
    const now = clock.now();
    const standing = directory.people[request.asked.by]?.standing ?? 'deactivated';
    if (standing !== 'member')
      return fail(request, words(explainStandingRefusal({ kind: 'not_a_member', standing })), now);

    const identity = principalOf(catalog, request.asked.by, directory.people[request.asked.by]?.email);
    if (identity.kind !== 'principal') return fail(request, words(explainIdentityRefusal(identity)), now);
    const known: Request = { ...request, principal: identity.principal };
    const refusal = await whyNot(known, now);
    if (refusal !== undefined) return fail(known, refusal, now);

    const prepared = withEvent(known, { kind: 'prepared' }, now);
    const inForce = rulesInForce(known, catalog);
    if (inForce.kind === 'rule_changed' || missingApprovals(inForce.rules, []) > 0) return prepared;
    if (!hasWhatItExtends(known, await extended(known))) return fail(known, NO_LONGER_HELD, now);
    const decision = approve(prepared, undefined, catalog, now);
    return decision.kind === 'approved' ? decision.request : prepared;
  };
};
