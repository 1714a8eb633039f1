import type { Catalog, RoleRule, Who } from '../catalog/catalog.ts';
import type { TicketPattern } from '../catalog/lookup.ts';
import type { AccountId, SlackUserId } from '../names.ts';
import { awaitedApprovers } from '../request/awaited.ts';
import { type EndReason, type Request, type RequestedAccess, requestedRules } from '../request/request.ts';
import { rulesInForce } from '../request/rules.ts';
import { formatDuration } from '../schedule/duration.ts';
import { clip, firstOf } from './clip.ts';
import { code, group, join, type Text, text, user, words } from './text.ts';

/** What messages about a request are made from, besides the request. */
export interface TextContext {
  readonly catalog: Catalog;
  readonly now: Date;
}

/** A sentence of the bot, and below it what a user or IAM wrote. */
export interface Message {
  readonly text: Text;
  readonly words?: string | undefined;
}

type Target = Pick<RequestedAccess, 'target' | 'roles'>;

const MOST_NAMED = 10;
const NAME = 60;
export const SLOW = 'IAM changes can take a minute to take effect everywhere.';

/** Whether a request is for a bundle: the name that was typed is then not the name of its one role. */
export const isBundle = ({ target, roles }: Target): boolean => roles.length !== 1 || roles[0]?.name !== target;

export const targetOf = (requested: Target): Text =>
  isBundle(requested) ? text`the bundle ${code(requested.target)}` : code(requested.target);

/** What a request is for: a role, a bundle, or an extension of one. */
export const subjectOf = (requested: Target & Pick<RequestedAccess, 'extends'>): Text =>
  requested.extends === undefined ? targetOf(requested) : text`an extension of ${targetOf(requested)}`;

/** The requested duration as a value: `1h`, `1h, starting 14:00`, `until 17:00`. */
export const durationOf = ({ duration, notBefore }: Pick<RequestedAccess, 'duration' | 'notBefore'>): Text =>
  text`${duration.kind === 'for' ? formatDuration(duration.minutes) : text`until ${duration.at}`}${notBefore && text`, starting ${notBefore}`}`;

/** The same within a sentence: `for 1h`. */
export const forDuration = (requested: Pick<RequestedAccess, 'duration' | 'notBefore'>): Text =>
  requested.duration.kind === 'for' ? text`for ${durationOf(requested)}` : durationOf(requested);

/** Whether the rules need no approval for a request. */
export const isWithoutApproval = (requested: RequestedAccess): boolean =>
  requested.extends?.automatic === true || requestedRules(requested).every(({ approvals }) => approvals === 0);

/** The names of the rules that apply, in quotes; undefined if none has a name. */
export const ruleNames = (rules: readonly Pick<RoleRule, 'ruleName'>[]): Text | undefined => {
  const names = [...new Set(rules.flatMap(({ ruleName }) => ruleName ?? []))];
  return names.length === 0 ? undefined : text`${words(names.map((name) => `“${name}”`).join(' and '))}`;
};

/** `prod-s3 for 1h` */
/** `by the rule “on call”`, or `by the rules “on call” and “night”`. Undefined for rules without names. */
export const byRules = (rules: readonly Pick<RoleRule, 'ruleName'>[], by = 'by'): Text | undefined => {
  const names = ruleNames(rules);
  const isOne = new Set(rules.flatMap(({ ruleName }) => ruleName ?? [])).size === 1;
  return names && text`${words(by)} the ${words(isOne ? 'rule' : 'rules')} ${names}`;
};

export const accessFor = (requested: RequestedAccess): Text => text`${subjectOf(requested)} ${forDuration(requested)}`;

/** An account by its name in the catalog and its ID. */
export const accountNamed = ({ accounts }: Catalog, id: AccountId): Text => {
  const name = accounts.find((one) => one.id === id)?.name;
  return name === undefined ? text`${id}` : text`${clip(name, NAME)} (${id})`;
};

/** The accounts of the requested roles, each once. */
export const accountsOf = ({ roles }: Pick<RequestedAccess, 'roles'>): Text => {
  const accounts = new Map(roles.map(({ rule }) => [rule.accountId, rule.accountName]));
  return firstNamed([...accounts].map(([id, name]) => text`${clip(name, NAME)} (${id})`));
};

/** The first few, and how many others there are. */
export const firstNamed = (texts: readonly Text[], most = MOST_NAMED, separator = ', '): Text => {
  const { shown, more } = firstOf(texts, most);
  return text`${join(shown, separator)}${more === 0 ? undefined : text` and ${more} more`}`;
};

export const codes = (names: readonly string[], most?: number): Text =>
  firstNamed(
    names.map((name) => code(name)),
    most,
  );

/** After "a ticket". Without a period, which could be taken for a part of the pattern. */
export const ticketText = ({ pattern, example }: TicketPattern): string =>
  example === undefined ? `that matches ${pattern}` : `such as ${example}`;

const whoText = (one: Who): Text => {
  switch (one.kind) {
    case 'everyone':
      return text`all members of this workspace`;
    case 'user':
      return user(one.id);
    case 'group':
      return group(one.id);
    case 'onCall':
      return text`users on call for ${clip(one.id, NAME)}`;
    default:
      return one satisfies never;
  }
};

export const named = (who: readonly Who[]): Text => {
  const unique = new Map(who.map((one) => [`${one.kind} ${one.kind === 'everyone' ? '' : one.id}`, whoText(one)]));
  return firstNamed([...unique.values()]);
};

/** After what a delegate did: the approver in whose place. */
export const inPlaceOf = (right: SlackUserId | undefined): Text | undefined => right && text` for ${user(right)}`;

/** The users who approved, in the order of their approvals. */
export const reviewersOf = ({ reviews }: Pick<Request, 'reviews'>): Text | undefined =>
  reviews.length === 0
    ? undefined
    : join(
        [...new Map(reviews.map((review) => [review.by, review])).values()].map(
          ({ by, for: right }) => text`${user(by)}${inPlaceOf(right)}`,
        ),
        ', ',
      );

/** The rules of today, or those of the request if they have changed. */
export const rulesOf = (request: Request, catalog: Catalog): readonly RoleRule[] => {
  const inForce = rulesInForce(request, catalog);
  return inForce.kind === 'rules' ? inForce.rules : requestedRules(request.requested);
};

/** The approvers whom a pending request waits for. */
export const approversOf = (request: Request, catalog: Catalog): Text => {
  const inForce = rulesInForce(request, catalog);
  const awaited = inForce.kind === 'rules' ? awaitedApprovers(inForce.rules, request.reviews) : [];
  return named(awaited.length > 0 ? awaited : rulesOf(request, catalog).flatMap(({ approvers }) => approvers));
};

/** `, limited to 30m` where approvers chose less time. */
export const limitedTo = (minutes: number | undefined): Text | undefined =>
  minutes === undefined ? undefined : text`, limited to ${formatDuration(minutes)}`;

/** Why a request was granted that no user approved. */
export const unreviewed = ({ emergency }: Pick<RequestedAccess, 'emergency'>): Text =>
  emergency === true ? text`Granted without approval` : text`Approved automatically`;

/** Why access ended, as a clause: `it expired`, `@alice ended it`. `reader` is the user who reads it. */
export const endedBecause = (reason: EndReason, by?: SlackUserId, reader?: string): Text => {
  const who = by === reader ? text`you` : by && user(by);
  switch (reason) {
    case 'expired':
      return text`it expired`;
    case 'released':
      return who === undefined ? text`it was released` : text`${who} ended it`;
    case 'revoked':
      return who === undefined ? text`it was revoked` : text`${who} revoked it`;
    case 'offboarded':
      return text`the holder can no longer have it`;
    case 'lockdown':
      return who === undefined ? text`a lockdown was turned on` : text`${who} turned on a lockdown`;
    case 'base_ended':
      return text`the access that it extended ended early`;
    case 'tampered':
      return text`its record was changed outside the bot`;
    case 'evidence_closed':
      return text`its ticket was closed`;
    default:
      return reason satisfies never;
  }
};

/** The end that the last extension set. */
export const extendedUntil = ({ events }: Pick<Request, 'events'>): Date | undefined =>
  events.flatMap(({ fact }) => (fact.kind === 'extended' ? [fact.endsAt] : [])).at(-1);

export const reasonOf = (reason: string, most?: number): string =>
  reason === '' ? 'No reason given.' : `Reason: ${most === undefined ? reason : clip(reason, most)}`;
