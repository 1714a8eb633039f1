import type { Actor } from '../authority/directory.ts';
import type { AuthorityWorld } from '../authority/membership.ts';
import type { Bundle, Catalog, Role } from '../catalog/catalog.ts';
import { findAccess, own } from '../catalog/lookup.ts';
import { defined } from '../defined.ts';
import type { AskedInVain, UserReading } from '../request/asked.ts';
import {
  type Allowed,
  chooseFor,
  decideRequest,
  type RequestInput,
  type RequestRefusal,
} from '../request/decide-request.ts';
import { decideExtend, type ExtendRefusal } from '../request/extend.ts';
import type { RequestId } from '../request/ids.ts';
import { type Extension, type Request, type RequestedAccess, requestedRules } from '../request/request.ts';
import { inForce, rulesInForce } from '../request/rules.ts';
import { chooseRules, questionOf, type Wanted } from '../rules/choose.ts';
import { areApprovalsEnough } from './approvals.ts';
import type { PastRefusal, PastRequest } from './past.ts';
import { actorOf, readingFrom, recordedKey, worldOf } from './world.ts';

export interface ChosenRule {
  readonly role: string;
  readonly rule?: string;
  readonly index?: number;
}

export type Unknown =
  /** Groups and schedules that the record does not tell about, by ID. */
  | { readonly kind: 'not_read'; readonly groups: readonly string[] }
  /** The catalog derives the AWS identity from an e-mail address that was not recorded. */
  | { readonly kind: 'no_email' }
  /** The record of a refused request does not say what was requested. */
  | { readonly kind: 'not_recorded' }
  /** IAM, not the catalog, refused it, and may refuse it again. */
  | { readonly kind: 'capacity' }
  /** It was refused because too few users could approve it, and the record does not list the members of groups. */
  | { readonly kind: 'approvers' }
  /** The stored request was changed from outside. */
  | { readonly kind: 'tampered' }
  /** The history begins after the request. */
  | { readonly kind: 'cut_off' };

export type Decided =
  | {
      readonly kind: 'allowed';
      /** 0: automatic. */
      readonly approvals: number;
      readonly minutes: number;
      readonly rules: readonly ChosenRule[];
      /** Whether the approvals that were given would be enough. Absent: it was never approved. */
      readonly areEnough?: 'yes' | 'no' | 'unknown';
    }
  | { readonly kind: 'refused'; readonly refusal: string }
  | { readonly kind: 'unknown'; readonly why: Unknown };

/** The rules of a decision. Those that apply beside another one come after it. */
const chosenOf = ({ roles }: RequestedAccess): readonly ChosenRule[] =>
  roles.flatMap(({ name, rule, ruleIndex, together = [] }) => [
    { role: name, ...defined({ rule: rule.ruleName, index: ruleIndex }) },
    ...together.map(({ ruleName }) => ({ role: name, ...defined({ rule: ruleName }) })),
  ]);

/** The approvals that a request needs, by a catalog. */
const neededBy = (requested: RequestedAccess, catalog: Catalog): number => {
  const found = rulesInForce({ requested }, catalog);
  return found.kind === 'rules' ? Math.max(0, ...found.rules.map(({ approvals }) => approvals)) : 0;
};

const outcomeOf = (requested: RequestedAccess) =>
  ({ kind: 'allowed', minutes: questionOf(requested).minutes ?? 0, rules: chosenOf(requested) }) as const;

const allowedOf = (requested: RequestedAccess, catalog: Catalog) =>
  ({ ...outcomeOf(requested), approvals: neededBy(requested, catalog) }) as const;

/** The groups that were in no list of the directory then. That the bot could not read a group is a reading, too. */
const unrecorded = (
  { unread = [] }: { readonly unread?: readonly string[] },
  readings: readonly UserReading[],
  catalog: Catalog,
): Unknown | undefined => {
  const groups = unread.filter((of) => readings.some((one) => !one.unread.includes(recordedKey(of, catalog))));
  return groups.length === 0 ? undefined : { kind: 'not_read', groups };
};

/** What was decided then: its rules are stored with the request. */
export const decidedThen = ({ requested }: Pick<PastRequest, 'requested'>): Decided => {
  const needed = requestedRules(requested).map((rule) => inForce(rule, rule, false, requested).approvals);
  return { ...outcomeOf(requested), approvals: Math.max(0, ...needed) };
};

const timeOf = (text: string | undefined): Date | undefined => (text === undefined ? undefined : new Date(text));

/** The input of a request. One that was stored before its input was kept is taken to have named its length and start. */
const inputOf = ({ requested, asked }: PastRequest): RequestInput => {
  const { target: name, reason, by, via, emergency, notBefore } = requested;
  const { duration, from, startsAt } = asked ?? {
    duration: { kind: 'minutes' as const, minutes: questionOf(requested).minutes ?? 0 },
    startsAt: notBefore?.toISOString(),
    from: undefined,
  };
  return { name, reason, ...defined({ duration, from, startsAt: timeOf(startsAt), emergency, onBehalfOf: via && by }) };
};

/** The access that an extension extends, as it was then: all roles of the extension could be used. */
const heldBy = (requested: RequestedAccess, base: RequestedAccess, id: RequestId): Request => {
  const { endsAt, since } = requested.extends as Extension;
  const startsAt = requested.notBefore ?? since;
  const roles = base.roles.filter(({ arn }) => requested.roles.some((role) => role.arn === arn));
  const progress = roles.map(({ arn }) => ({ arn, kind: 'confirmed' }) as const);
  const times = { approvedAt: base.at, startsAt, endsAt, activeAt: startsAt };
  return {
    id,
    requested: { ...base, roles },
    status: { kind: 'active', ...times, progress },
    ...{ reviews: [], isPrepared: true, isEscalated: false, used: [], extensions: [] },
    ...{ version: 0, events: [], handledEvents: 0, drawnEvents: 0, cards: [] },
  };
};

const withAllowed = (past: PastRequest, allowed: Allowed, catalog: Catalog): Decided => {
  const { requested, principal } = allowed;
  // Then, the address was read. The record does not tell it, so the identity by this catalog is not known.
  const isEmailLost = principal === undefined && (past.isHolderKnown || past.asked === undefined);
  if (isEmailLost) return { kind: 'unknown', why: { kind: 'no_email' } };
  const decided = allowedOf(requested, catalog);
  return past.isApproved ? { ...decided, areEnough: areApprovalsEnough(past, requested, catalog) } : decided;
};

const refusedOf = (refusal: RequestRefusal | ExtendRefusal): Decided => {
  if (refusal.kind === 'membership_unknown')
    return { kind: 'unknown', why: { kind: 'not_read', groups: refusal.unread } };
  if (refusal.kind === 'email_unknown') return { kind: 'unknown', why: { kind: 'no_email' } };
  return { kind: 'refused', refusal: refusal.kind };
};

/** The rules that a request would have had; undefined for a name that the catalog does not have. */
const rulesFor = (input: RequestInput, actor: Actor, world: AuthorityWorld) => {
  const found = findAccess(world.catalog, input.name);
  return found.kind === 'unknown_access' ? undefined : chooseFor(found, input, actor, world);
};

const wantedOf = ({ target, roles }: RequestedAccess, catalog: Catalog): Wanted => ({
  roles: roles.flatMap(({ name }) => own<Role>(catalog.roles, name) ?? []),
  ...defined({ bundle: own<Bundle>(catalog.bundles, target) }),
});

/** The minutes that an extension named; undefined for the default of its rule. */
const minutesOf = ({ asked, requested }: PastRequest): number | undefined => {
  if (asked === undefined) return questionOf(requested).minutes;
  return asked.duration?.kind === 'minutes' ? asked.duration.minutes : undefined;
};

/** The users of a request, and what was read about them. */
const readingsOf = ({ requested: { by, via }, asked, evidence }: PastRequest): readonly UserReading[] =>
  asked?.readings ?? [by, ...(via === undefined ? [] : [via])].map((user) => readingFrom(user, evidence));

/**
 * What a catalog decides about a stored request, from what was read then. `baseOf` finds the request that an extension extends.
 * The capacity of IAM, tickets and a lockdown are not judged: the rules do not decide them. Nor is whether the groups of the
 * approvers had enough members, since the record lists only those of the requester.
 */
export const decideAgain = (
  past: PastRequest,
  catalog: Catalog,
  baseOf: (id: string) => RequestedAccess | undefined,
): Decided => {
  const { requested, asked } = past;
  const { by, via = by, at, extends: extension, reason } = requested;
  const world = worldOf(catalog, at, readingsOf(past), asked?.timeZone);
  const base = extension === undefined ? undefined : baseOf(extension.request);
  if (extension !== undefined && base === undefined) return { kind: 'unknown', why: { kind: 'cut_off' } };
  const rules =
    extension === undefined
      ? rulesFor(inputOf(past), actorOf(via), world)
      : chooseRules(wantedOf(requested, catalog), questionOf(requested), world);
  const lacking = rules?.kind === 'chosen' ? unrecorded(rules, readingsOf(past), catalog) : undefined;
  if (lacking !== undefined) return { kind: 'unknown', why: lacking };
  const decision =
    extension === undefined || base === undefined
      ? decideRequest(inputOf(past), actorOf(via), world)
      : decideExtend(
          heldBy(requested, base, extension.request),
          { ...defined({ minutes: minutesOf(past) }), reason },
          actorOf(by),
          world,
        );
  return decision.kind === 'allowed' ? withAllowed(past, decision, catalog) : refusedOf(decision);
};

/** Refusals that no catalog changes: accounts in Slack, a lockdown, and an emergency whose review is owed. */
const REGARDLESS: ReadonlySet<string> = new Set<RequestRefusal['kind']>([
  'workspace_unknown',
  'outside_workspace',
  'account_unknown',
  'not_a_member',
  'locked_down',
  'emergency_unreviewed',
]);
const OF_IAM: ReadonlySet<string> = new Set<RequestRefusal['kind']>(['does_not_fit', 'session_name_taken']);

/** What a catalog decides about a request that was refused. */
export const decideRefusedAgain = ({ at, by, refusal, asked }: PastRefusal, catalog: Catalog): Decided => {
  if (REGARDLESS.has(refusal)) return { kind: 'refused', refusal };
  if (asked === undefined) return { kind: 'unknown', why: { kind: 'not_recorded' } };
  const world = worldOf(catalog, at, asked.readings, asked.timeZone);
  const rules = rulesFor(inVain(asked), actorOf(by), world);
  const lacking = rules?.kind === 'chosen' ? unrecorded(rules, asked.readings, catalog) : undefined;
  if (lacking !== undefined) return { kind: 'unknown', why: lacking };
  const decision = decideRequest(inVain(asked), actorOf(by), world);
  if (decision.kind !== 'allowed') return refusedOf(decision);
  if (decision.principal === undefined) return { kind: 'unknown', why: { kind: 'no_email' } };
  if (refusal === 'approvers_missing') return { kind: 'unknown', why: { kind: 'approvers' } };
  return OF_IAM.has(refusal) ? { kind: 'unknown', why: { kind: 'capacity' } } : allowedOf(decision.requested, catalog);
};

const inVain = ({ name, reason, duration, from, startsAt, onBehalfOf, emergency }: AskedInVain): RequestInput => ({
  name,
  reason,
  ...defined({ duration, from, startsAt: timeOf(startsAt), onBehalfOf, emergency }),
});
