import type { Evidence } from '../../core/authority/answer.ts';
import type { Principal } from '../../core/catalog/catalog.ts';
import { termsOf } from '../../core/catalog/conditions.ts';
import { principalOf } from '../../core/catalog/lookup.ts';
import { IamFault } from '../../core/fault.ts';
import { grantsOf } from '../../core/request/decide-request.ts';
import { fail } from '../../core/request/end.ts';
import type { RequestFact } from '../../core/request/facts.ts';
import { judge } from '../../core/request/judge.ts';
import { isHeld, type Request, timeBox } from '../../core/request/request.ts';
import { approve } from '../../core/request/review.ts';
import { rulesInForce } from '../../core/request/rules.ts';
import { ticketLines, ticketProblem } from '../../core/request/ticket-evidence.ts';
import { remindersOf } from '../../core/request/waiting.ts';
import { type Explanation, textOf } from '../../core/text/explain.ts';
import { explainAccountRefusal, explainIdentityRefusal } from '../../core/text/explain-account.ts';
import { explainCapacityRefusal } from '../../core/text/explain-capacity.ts';
import { explainGrantRefusal } from '../../core/text/explain-grant.ts';
import { explainRequestRefusal } from '../../core/text/explain-request.ts';
import { explainTicket } from '../../core/text/explain-ticket.ts';
import { explainUnmet } from '../../core/text/explain-unmet.ts';
import { addDays } from '../../core/time.ts';
import type { CapacityRefusal } from '../../core/trust/capacity.ts';
import { userKey } from '../../core/trust/grant.ts';
import type { ObservedUser } from '../../core/trust/observed.ts';
import { planRole } from '../../core/trust/plan-role.ts';
import { refuseUserCapacity } from '../../core/trust/user-policy.ts';
import type { Needs } from '../ports.ts';
import { changeUser } from '../shared/change.ts';
import { readPeople } from '../shared/read-people.ts';
import { checkEarlierEmergencies } from '../shared/read-requests.ts';
import { readWorld } from './judging-world.ts';
import { readWantedTickets } from './read-tickets.ts';
import { spellUser } from './spelled-user.ts';
import { managedUser, withRequest } from './user-entry.ts';

type Deps = Needs<
  | 'catalog'
  | 'hub'
  | 'directory'
  | 'users'
  | 'grants'
  | 'iam'
  | 'slack'
  | 'requests'
  | 'due'
  | 'clock'
  | 'log'
  | 'tickets'
>;

/** How far back approvers see the requests of a user. */
const MAX_PAST = 100;
const MAX_HOLDING = 5;
const PAST_DAYS = 30;
const WAS_GRANTED = new Set<Request['status']['kind']>(['approved', 'active', 'ended']);

const failed = (refusal: Explanation): readonly RequestFact[] => fail(textOf(refusal));

/** The access that the holder has, and how often they requested the same, for approvers. */
const pastOf = async ({ requests: store }: Deps, { id, requested }: Request) => {
  const recent = await store.recentOf(requested.by, { limit: MAX_PAST });
  const before = recent.filter((one) => one.id !== id && one.requestedAt <= requested.at);
  const since = addDays(requested.at, -PAST_DAYS);
  const held = before.filter(({ status }) => status === 'approved' || status === 'active').slice(0, MAX_HOLDING);
  const ids = held.map((one) => one.id);
  const requests = ids.length === 0 ? [] : await store.getMany(ids, () => {});
  const holding = requests.flatMap(({ status, requested: { target: name } }) =>
    isHeld(status) ? [{ name, endsAt: status.endsAt }] : [],
  );
  // A request that its user cancelled says nothing about the access.
  const same = before.filter(
    ({ target, requestedAt, status }) => target === requested.target && requestedAt > since && status !== 'cancelled',
  );
  const granted = same.filter(({ status }) => WAS_GRANTED.has(status));
  return {
    ...(holding.length === 0 ? {} : { holding }),
    earlierRequests: same.length,
    earlierGrants: granted.length,
  };
};

/** Why one of the roles does not exist or has no capacity. */
const refuseRoles = async (
  { catalog, hub, iam, grants }: Deps,
  request: Request,
  now: Date,
): Promise<Explanation | undefined> => {
  const box = timeBox(request.requested, now);
  for (const wanted of box === undefined ? [] : grantsOf(request, box)) {
    const observed = await iam.observeRole(wanted.roleArn);
    const { grants: stored } = await grants.ofRole(wanted.roleArn);
    const plan = planRole([...stored, wanted], observed, { hub, terms: termsOf(catalog, wanted.roleArn) }, now);
    const refused = plan.refused.find(({ grant }) => grant === wanted);
    if (refused !== undefined) return explainGrantRefusal(refused.refusal);
  }
  return undefined;
};

/** Reserves capacity on the user's side: the second of two simultaneous requests sees the reservation of the first. */
const reserve = async (
  { users }: Deps,
  request: Request,
  observed: ObservedUser | undefined,
  now: Date,
): Promise<Explanation | undefined> => {
  const user = managedUser(request);
  if (user === undefined || observed === undefined) return undefined;
  if (observed.kind === 'gone') return explainGrantRefusal({ kind: 'no_such_user', userArn: user });
  let refused: CapacityRefusal | undefined;
  await changeUser(users, user, (access) => {
    const next = withRequest(access, request, new Set(), now);
    const own = next.entries.find(({ requestId }) => requestId === request.id);
    const others = next.entries.filter((entry) => entry !== own);
    refused = own && refuseUserCapacity(others, own, observed.otherChars, now);
    return refused === undefined ? next : access;
  });
  return refused && explainCapacityRefusal(refused);
};

type IamCheck =
  | { readonly kind: 'possible'; readonly principal: Principal }
  | { readonly kind: 'failed'; readonly facts: readonly RequestFact[] };

/** Fails if IAM refuses; else the holder with the name as IAM spells it. Throws faults that can be retried. */
const checkIam = async (deps: Deps, request: Request, listed: Principal, now: Date): Promise<IamCheck> => {
  try {
    const { principal, observed } = await spellUser(deps, listed);
    const known = { ...request, principal };
    const refusal = (await refuseRoles(deps, known, now)) ?? (await reserve(deps, known, observed, now));
    return refusal === undefined ? { kind: 'possible', principal } : { kind: 'failed', facts: failed(refusal) };
  } catch (fault) {
    if (!(fault instanceof IamFault) || fault.retryable) throw fault;
    return { kind: 'failed', facts: fail(`${fault.message} ${fault.fix}`) };
  }
};

/** Approves a request if its rules need no approval, and fails if the rules no longer allow it. */
const approveAutomatically = async (deps: Deps, request: Request, now: Date): Promise<readonly RequestFact[]> => {
  const { catalog } = deps;
  const { requested } = request;
  const inForce = rulesInForce(request, catalog);
  const isWaived = inForce.kind === 'rules' && inForce.rules.every(({ plans }) => plans.length === 0);
  if (!isWaived && requested.emergency === true) {
    const { name } = inForce.kind === 'rule_changed' ? inForce : { name: requested.target };
    return failed(explainUnmet({ kind: 'no_emergencies_now', name }));
  }
  const judged = judge(request, 'deciding', await readWorld(deps, request, now));
  if (judged.kind === 'unmet') return failed(explainUnmet(judged.unmet));
  if (!isWaived) return [];
  const decision = approve(request, { evidence: [] }, catalog, now);
  return decision.kind === 'approved' ? decision.facts : [];
};

/**
 * Checks a request in Slack and IAM before approvers are notified: the holder is a full member with an AWS identity that
 * exists, the tickets of the rules exist in the right state, every role exists and has capacity, and capacity is reserved on the user's side. Returns the facts: prepared,
 * approved where the rule needs no approval, or failed with the reason. Throws faults that can be retried.
 */
export const prepare = async (deps: Deps, request: Request, now: Date): Promise<readonly RequestFact[]> => {
  const { catalog } = deps;
  const { by, target } = request.requested;
  const directory = await readPeople(deps, [by]);
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
  if (identity.kind !== 'principal') return failed(explainIdentityRefusal(identity, { catalog }));
  const { principal } = identity;
  // Approvers see the identity at the time of the request, if it was known.
  if (request.principal !== undefined && userKey(request.principal) !== userKey(principal))
    return failed(explainUnmet({ kind: 'principal_changed' }));
  const known: Request = { ...request, principal };
  const unreviewed = await checkEarlierEmergencies(deps, known, { catalog, directory, now });
  if (unreviewed !== undefined) return failed(explainRequestRefusal(unreviewed, { name: target, catalog }));
  const { wanted, tickets } = await readWantedTickets(deps, known);
  const problem = ticketProblem(wanted, tickets);
  if (problem !== undefined) return failed(explainTicket(problem));
  const decided = await approveAutomatically(deps, known, now);
  if (decided.some(({ kind }) => kind === 'failed')) return decided;
  const checked = await checkIam(deps, known, principal, now);
  if (checked.kind === 'failed') return checked.facts;
  const evidence: Evidence = [
    { kind: 'account', user: by, status: accountStatus, readAt: account.readAt },
    ...ticketLines(wanted, tickets),
  ];
  const past = await pastOf(deps, known);
  return [
    { kind: 'prepared', principal: checked.principal, ...remindersOf(known, catalog), ...past, evidence },
    ...decided,
  ];
};
