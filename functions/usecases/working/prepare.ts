import type { Evidence } from '../../core/authority/evidence.ts';
import { principalOf } from '../../core/catalog/lookup.ts';
import { IamFault } from '../../core/fault.ts';
import { grantsOf } from '../../core/request/decide-request.ts';
import { fail } from '../../core/request/end.ts';
import type { RequestFact } from '../../core/request/facts.ts';
import { judge } from '../../core/request/preconditions.ts';
import { isHeld, type Request, timeBox } from '../../core/request/request.ts';
import { approve } from '../../core/request/review.ts';
import { missingApprovals, rulesInForce } from '../../core/request/rules.ts';
import { remindersOf } from '../../core/request/waiting.ts';
import { type Explanation, textOf } from '../../core/text/explain.ts';
import { explainAccountRefusal, explainIdentityRefusal } from '../../core/text/explain-account.ts';
import { explainCapacityRefusal, explainGrantRefusal } from '../../core/text/explain-grant.ts';
import { explainRequestRefusal } from '../../core/text/explain-request.ts';
import { explainUnmet } from '../../core/text/explain-unmet.ts';
import { addMinutes } from '../../core/time.ts';
import type { CapacityRefusal } from '../../core/trust/capacity.ts';
import { personKey } from '../../core/trust/grant.ts';
import { planRole } from '../../core/trust/plan-role.ts';
import { refuseUserCapacity } from '../../core/trust/user-policy.ts';
import type { Needs } from '../ports.ts';
import { changeUser } from '../shared/change-user.ts';
import { readPeople } from '../shared/read-people.ts';
import { checkEarlierEmergencies, readBase } from '../shared/read-requests.ts';
import { managedUser, withRequest } from './user-entry.ts';

type Deps = Needs<
  'catalog' | 'hub' | 'directory' | 'users' | 'clock',
  {
    grants: 'ofRole';
    iam: 'observeRole' | 'observeUser';
    slack: 'person' | 'membersOf';
    requests: 'get' | 'getMany' | 'recentOf';
    due: 'open';
    log: 'error';
  }
>;

/** How much of a user's past approvers are shown. */
const LOOKED_THROUGH = 100;
const MOST_HOLDING = 5;
const LATELY_DAYS = 30;

const failed = (refusal: Explanation): readonly RequestFact[] => fail(textOf(refusal));

const orFailed = async (read: () => Promise<string | undefined>): Promise<string | undefined> => {
  try {
    return await read();
  } catch (fault) {
    if (fault instanceof IamFault && !fault.retryable) return `${fault.message} ${fault.fix}`;
    throw fault;
  }
};

/** What approvers want to know of the holder: what they hold, and whether this is requested often. */
const pastOf = async ({ requests: store }: Pick<Deps, 'requests'>, { id, requested }: Request) => {
  const recent = await store.recentOf(requested.by, { limit: LOOKED_THROUGH });
  const before = recent.filter((one) => one.id !== id && one.requestedAt <= requested.at);
  const since = addMinutes(requested.at, -LATELY_DAYS * 24 * 60);
  const held = before.filter(({ status }) => status === 'approved' || status === 'active').slice(0, MOST_HOLDING);
  const ids = held.map((one) => one.id);
  const requests = ids.length === 0 ? [] : await store.getMany(ids, () => {});
  const holding = requests.flatMap(({ status, requested: { target: name } }) =>
    isHeld(status) ? [{ name, endsAt: status.endsAt }] : [],
  );
  return {
    ...(holding.length === 0 ? {} : { holding }),
    earlierRequests: before.filter(({ target, requestedAt }) => target === requested.target && requestedAt > since)
      .length,
  };
};

/**
 * Looks into Slack and IAM before an approver is asked: the holder is a full member with an AWS identity that exists,
 * every role exists and has capacity, and so has the user's side, where room is reserved. Answers the facts: prepared,
 * approved where the rule needs no approval, or failed with the reason. Faults that may pass are thrown.
 */
export const createPrepare = (deps: Deps) => {
  const { catalog, hub, iam, grants, users } = deps;

  const refuseRoles = (request: Request, now: Date): Promise<string | undefined> =>
    orFailed(async () => {
      const box = timeBox(request.requested, now);
      for (const wanted of box === undefined ? [] : grantsOf(request, box)) {
        const observed = await iam.observeRole(wanted.roleArn);
        const { grants: stored } = await grants.ofRole(wanted.roleArn);
        const plan = planRole([...stored, wanted], observed, hub, now);
        const refused = plan.refused.find(({ grant }) => grant === wanted);
        if (refused !== undefined) return textOf(explainGrantRefusal(refused.refusal));
      }
      return undefined;
    });

  /** Reserves room on the user's side: of two requests at once the second sees what the first has reserved. */
  const reserve = (request: Request, now: Date): Promise<string | undefined> =>
    orFailed(async () => {
      const user = managedUser(request);
      if (user === undefined) return undefined;
      const observed = await iam.observeUser(user);
      if (observed.kind === 'gone') return textOf(explainGrantRefusal({ kind: 'no_such_user', userArn: user }));
      let refused: CapacityRefusal | undefined;
      await changeUser(users, user, (access) => {
        const next = withRequest(access, request, new Set(), now);
        const own = next.entries.find(({ requestId }) => requestId === request.id);
        const others = next.entries.filter((entry) => entry !== own);
        refused = own && refuseUserCapacity(others, own, observed.otherChars, now);
        return refused === undefined ? next : access;
      });
      return refused === undefined ? undefined : textOf(explainCapacityRefusal(refused));
    });

  /** A rule that needs no approval is carried out at once, if everything it rests on is there. */
  const decideAlone = async (request: Request, evidence: Evidence, now: Date): Promise<readonly RequestFact[]> => {
    const { requested } = request;
    const inForce = rulesInForce(request, catalog);
    const isWaived = inForce.kind === 'rules' && missingApprovals(inForce.rules, []) === 0;
    if (!isWaived && requested.emergency === true) {
      const { name } = inForce.kind === 'rule_changed' ? inForce : { name: requested.target };
      return failed(explainUnmet({ kind: 'no_emergencies_now', name }));
    }
    const base = await readBase(deps.requests, request);
    const world = { catalog, directory: await deps.directory.read(), now, base };
    const judged = judge(request, 'deciding', world);
    if (judged.kind === 'unmet') return failed(explainUnmet(judged.unmet));
    if (!isWaived) return [];
    const decision = approve(request, { evidence }, catalog, now);
    return decision.kind === 'approved' ? decision.facts : [];
  };

  return async (request: Request, now: Date): Promise<readonly RequestFact[]> => {
    const { by } = request.requested;
    const directory = await readPeople(deps, [by], []);
    const account = directory.people[by];
    const accountStatus = account?.accountStatus ?? 'deactivated';
    if (account === undefined || accountStatus !== 'member')
      return failed(
        explainAccountRefusal({
          kind: 'not_a_member',
          accountStatus: accountStatus as Exclude<typeof accountStatus, 'member'>,
        }),
      );
    const identity = principalOf(catalog, by, account.email);
    if (identity.kind !== 'principal') return failed(explainIdentityRefusal(identity));
    const { principal } = identity;
    // The identity of the moment it was requested, where that was known: the approver sees the same.
    if (request.principal !== undefined && personKey(request.principal) !== personKey(principal))
      return failed(explainUnmet({ kind: 'principal_changed' }));
    const known: Request = { ...request, principal };
    const unreviewed = await checkEarlierEmergencies(deps, known, { catalog, directory, now });
    if (unreviewed !== undefined)
      return failed(explainRequestRefusal(unreviewed, { name: known.requested.target, catalog }));
    const alone = await decideAlone(known, [], now);
    if (alone.some(({ kind }) => kind === 'failed')) return alone;
    const refusal = (await refuseRoles(known, now)) ?? (await reserve(known, now));
    if (refusal !== undefined) return fail(refusal);
    const evidence: Evidence = [{ kind: 'account', user: by, status: accountStatus, readAt: account.readAt }];
    const past = await pastOf(deps, known);
    return [{ kind: 'prepared', principal, ...remindersOf(known, catalog), ...past, evidence }, ...alone];
  };
};
