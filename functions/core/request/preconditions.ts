import { type Evidence, joined, type MembershipUnknown } from '../authority/answer.ts';
import type { ApprovalsLack } from '../authority/approval.ts';
import { mayRequest } from '../authority/authority.ts';
import { statusOf } from '../authority/directory.ts';
import type { AuthorityWorld } from '../authority/membership.ts';
import type { Bundle, Role, RoleRule } from '../catalog/catalog.ts';
import { unmeetable } from '../catalog/conditions.ts';
import { own, principalOf } from '../catalog/lookup.ts';
import { defined } from '../defined.ts';
import type { AccessName, SlackUserId } from '../names.ts';
import { chooseRules, questionOf } from '../rules/choose.ts';
import { userKey } from '../trust/grant.ts';
import { type LockdownRefusal, refuseLockdown } from './lockdown.ts';
import { isHeld, type Request, requestedRules } from './request.ts';
import { type RuleChanged, type RuleInForce, rulesInForce } from './rules.ts';
import type { TicketProblem } from './ticket-evidence.ts';

/**
 * When a request is checked. `deciding`: an approver acts. `opening`: before every write that opens access, and before
 * a start in the future. `open`: while it is held, drift repair included.
 */
export type Phase = 'deciding' | 'opening' | 'open';

/** A precondition that is not met. */
export type Unmet =
  | { readonly kind: 'tampered'; readonly what: string }
  | RuleChanged
  /** Another rule of the role applies now, or none. */
  | { readonly kind: 'rule_not_met'; readonly name: AccessName; readonly rule?: string }
  | { readonly kind: 'requester_lost'; readonly name: AccessName }
  | { readonly kind: 'principal_changed' }
  | { readonly kind: 'mfa_impossible'; readonly name: AccessName }
  | { readonly kind: 'too_long_now'; readonly maxMinutes: number }
  | ApprovalsLack
  | { readonly kind: 'not_a_member'; readonly by: SlackUserId; readonly accountStatus: string }
  | MembershipUnknown
  | LockdownRefusal
  | { readonly kind: 'no_emergencies_now'; readonly name: AccessName }
  | { readonly kind: 'no_longer_extendable'; readonly name: AccessName }
  | { readonly kind: 'too_long_in_all'; readonly maxTotalMinutes: number }
  | { readonly kind: 'base_ended' }
  /** Only workers judge tickets, and `core/text/explain-ticket.ts` explains the problem. */
  | { readonly kind: 'ticket'; readonly problem: TicketProblem };

export interface JudgingWorld extends AuthorityWorld {
  /** The request that is extended, as it is stored now. */
  readonly base?: Request | 'unreadable' | undefined;
  /** How the tickets of a request are judged. Only workers do, so a world without it opens nothing that needs a ticket. */
  readonly tickets?: JudgeTickets;
}

/** Judges the tickets of one request. Adds what was read to the evidence. */
export type JudgeTickets = (judged: Omit<Case, 'world'> & { readonly now: Date }) => Unmet | undefined;

interface Case {
  readonly request: Request;
  readonly rules: readonly RuleInForce[];
  readonly world: JudgingWorld;
  readonly evidence: Evidence[];
  readonly phase: Phase;
}

export type Check = (judged: Case) => Unmet | undefined;

const isIntact: Check = ({ request: { tampered } }) =>
  tampered === undefined ? undefined : { kind: 'tampered', what: tampered };

/** A lockdown item that was changed by others blocks new access, and does not end open access. */
const hasNoLockdown: Check = ({ world: { directory }, phase }) =>
  directory.lockdown?.isTampered === true && phase !== 'deciding'
    ? { kind: 'membership_unknown', unread: ['lockdown'] }
    : refuseLockdown(directory);

/** The holder is still a member with the same AWS identity. */
const hasHolder: Check = ({ request, world: { catalog, directory } }) => {
  const { by } = request.requested;
  const accountStatus = statusOf(by, directory);
  if (accountStatus !== 'member') return { kind: 'not_a_member', by, accountStatus };
  const identity = principalOf(catalog, by, directory.people[by]?.email);
  // An unknown e-mail address does not prove a change, and a request that is not prepared has no identity yet.
  if (identity.kind === 'email_unknown' || request.principal === undefined) return undefined;
  const isSame = identity.kind === 'principal' && userKey(identity.principal) === userKey(request.principal);
  return isSame ? undefined : { kind: 'principal_changed' };
};

/** The catalog requires nothing that the sessions of the holder never have. */
const canAssume: Check = ({ request: { principal }, rules }) => {
  const excluded = unmeetable(rules, principal);
  return excluded === undefined ? undefined : { kind: 'mfa_impossible', name: excluded.name };
};

/** Today's rules choose those of the request again: a holder who left a group or is no longer on call is not covered by them. */
const hasRule: Check = ({ request: { requested }, world }) => {
  const bundle = own<Bundle>(world.catalog.bundles, requested.target);
  for (const { name, rule, together = [] } of requested.roles) {
    const role = own<Role>(world.catalog.roles, name);
    if (role === undefined) continue;
    const chosen = chooseRules({ roles: [role], bundle }, questionOf(requested), world);
    if (chosen.kind === 'membership_unknown') return chosen;
    const stored = [rule, ...together];
    const isStored = (one: RoleRule) =>
      stored.some(({ ruleName, bundle: of }) => one.ruleName === ruleName && one.bundle === of);
    if (chosen.kind === 'chosen' && requestedRules(chosen).every(isStored)) continue;
    if (chosen.kind === 'chosen' && chosen.unread.length > 0)
      return { kind: 'membership_unknown', unread: chosen.unread };
    return { kind: 'rule_not_met', name, ...defined({ rule: rule.ruleName }) };
  }
  return undefined;
};

/** The holder, and the user who requested on their behalf, may still request every role. */
const hasRequester: Check = ({ request: { requested }, rules, world, evidence }) => {
  const { by: holder, via } = requested;
  const found = mayRequest({ by: via ?? holder, holder, rules, isEmergency: requested.emergency === true }, world);
  if (found.answer === 'yes') {
    evidence.push(found.evidence);
    return undefined;
  }
  if (found.answer === 'unknown') return found.refusal;
  const { refusal } = found;
  switch (refusal.kind) {
    case 'no_emergencies':
      return { kind: 'no_emergencies_now', name: refusal.name };
    case 'not_a_member':
      return { kind: 'not_a_member', by: via ?? holder, accountStatus: refusal.accountStatus };
    case 'not_a_requester':
    case 'not_an_emergency_requester':
      return { kind: 'requester_lost', name: refusal.rule.name };
    default:
      return { kind: 'requester_lost', name: requested.target };
  }
};

/** Each role of the extended access is still held, or has expired as planned. */
const hasBase: Check = ({ request: { requested }, world: { base } }) => {
  if (requested.extends === undefined) return undefined;
  if (base === 'unreadable') return { kind: 'membership_unknown', unread: [requested.extends.request] };
  if (base === undefined || base.tampered !== undefined) return { kind: 'base_ended' };
  const { status, used } = base;
  const isGiven = requested.roles.every(({ arn }) =>
    isHeld(status)
      ? status.progress.some((role) => role.arn === arn && role.kind === 'confirmed')
      : status.kind === 'ended' && status.reason === 'expired' && used.includes(arn),
  );
  return isGiven ? undefined : { kind: 'base_ended' };
};

const ALWAYS: readonly Phase[] = ['deciding', 'opening', 'open'];

/** A precondition with its phases. */
export interface Precondition {
  readonly check: Check;
  readonly phases: readonly Phase[];
}

/** The preconditions of every phase. The requester no longer matters once access was opened. */
const PRECONDITIONS: readonly Precondition[] = [
  { check: isIntact, phases: ALWAYS },
  // Access that is held during a lockdown is ended by the lockdown itself, so that the record shows the reason.
  { check: hasNoLockdown, phases: ['deciding', 'opening'] },
  { check: hasHolder, phases: ALWAYS },
  { check: canAssume, phases: ALWAYS },
  { check: hasBase, phases: ALWAYS },
  { check: hasRule, phases: ['deciding', 'opening'] },
  { check: hasRequester, phases: ['deciding', 'opening'] },
];

export type Judgement =
  | { readonly kind: 'met'; readonly evidence: Evidence }
  | { readonly kind: 'unmet'; readonly unmet: Unmet }
  | { readonly kind: 'unknown'; readonly unmet: MembershipUnknown };

/** Checks a stored request, also by some more preconditions. Returns the first one that is not met, or the evidence. */
export const judgeBy = (
  more: readonly Precondition[],
  request: Request,
  phase: Phase,
  world: JudgingWorld,
): Judgement => {
  const inForce = rulesInForce(request, world.catalog);
  const rules = inForce.kind === 'rules' ? inForce.rules : [];
  const evidence: Evidence[] = [];
  for (const { check, phases } of [...PRECONDITIONS, ...more]) {
    // The checks after this one need the rules, which a role that left the catalog does not have.
    if (check === hasHolder && inForce.kind === 'rule_changed') return { kind: 'unmet', unmet: inForce };
    const unmet = phases.includes(phase) ? check({ request, rules, world, evidence, phase }) : undefined;
    if (unmet?.kind === 'membership_unknown') return { kind: 'unknown', unmet };
    if (unmet !== undefined) return { kind: 'unmet', unmet };
  }
  return { kind: 'met', evidence: joined(...evidence) };
};

/** Checks a request that an approver decides. */
export const judgeDeciding = (request: Request, world: JudgingWorld): Judgement =>
  judgeBy([], request, 'deciding', world);
