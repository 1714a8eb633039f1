import type { Catalog } from '../../core/catalog/catalog.ts';
import { principalOf } from '../../core/catalog/lookup.ts';
import { IamFault } from '../../core/fault.ts';
import { grantsOf } from '../../core/request/ask.ts';
import { fail } from '../../core/request/end.ts';
import type { Request } from '../../core/request/request.ts';
import { isHeld, timeBox, withEvent } from '../../core/request/request.ts';
import { approve, hasWhatItExtends, missingApprovals, rulesInForce } from '../../core/request/review.ts';
import { withReminders } from '../../core/request/waiting.ts';
import {
  explainGrantRefusal,
  explainIdentityRefusal,
  explainRecheckRefusal,
  explainStandingRefusal,
} from '../../core/text/explain.ts';
import { addMinutes } from '../../core/time.ts';
import { planRole } from '../../core/trust/plan.ts';
import type { Clock, DirectoryStore, GrantStore, Iam, RequestStore, Slack } from '../ports.ts';
import { readPeople } from '../read-people.ts';

interface Deps {
  readonly catalog: Catalog;
  readonly directory: DirectoryStore;
  readonly grants: Pick<GrantStore, 'ofRole'>;
  readonly iam: Pick<Iam, 'observe'>;
  readonly slack: Pick<Slack, 'person' | 'membersOf'>;
  readonly clock: Clock;
  readonly requests: Pick<RequestStore, 'get' | 'getMany' | 'recentOf'>;
}

/** How much of a person's past approvers are shown. */
const LOOKED_THROUGH = 100;
const MOST_HOLDING = 5;
const LATELY_DAYS = 30;

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

  /** What approvers want to know of the person besides: what they hold, and whether this is asked for often. */
  const pastOf = async ({ id, asked }: Request) => {
    const recent = await deps.requests.recentOf(asked.by, { limit: LOOKED_THROUGH });
    const before = recent.filter((one) => one.id !== id && one.askedAt <= asked.at);
    const since = addMinutes(asked.at, -LATELY_DAYS * 24 * 60);
    const held = before.filter(({ status }) => status === 'approved' || status === 'active').slice(0, MOST_HOLDING);
    const requests = held.length === 0 ? [] : await deps.requests.getMany(held.map((one) => one.id));
    const holding = requests.flatMap(({ status, asked: { target: name } }) =>
      isHeld(status) ? [{ name, endsAt: status.endsAt }] : [],
    );
    return {
      ...(holding.length === 0 ? {} : { holding }),
      askedBefore: before.filter(({ target, askedAt }) => target === asked.target && askedAt > since).length,
    };
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

    const fact = { kind: 'prepared', ...(await pastOf(known)) } as const;
    const prepared = withEvent(withReminders(known, catalog), fact, now);
    const inForce = rulesInForce(known, catalog);
    if (
      known.asked.emergency === true &&
      (inForce.kind === 'rule_changed' || missingApprovals(inForce.rules, []) > 0)
    ) {
      const { name } = inForce.kind === 'rule_changed' ? inForce : { name: known.asked.target };
      return fail(known, words(explainRecheckRefusal({ kind: 'no_emergencies_now', name })), now);
    }
    if (inForce.kind === 'rule_changed' || missingApprovals(inForce.rules, []) > 0) return prepared;
    if (!hasWhatItExtends(known, await extended(known))) return fail(known, NO_LONGER_HELD, now);
    const decision = approve(prepared, undefined, catalog, now);
    return decision.kind === 'approved' ? decision.request : prepared;
  };
};
