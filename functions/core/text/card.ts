import { ticketsIn } from '../catalog/tickets.ts';
import { mostAwaited } from '../request/awaited.ts';
import {
  type Request,
  type RequestedAccess,
  type RequestedRole,
  type RoleProgress,
  requestedRules,
} from '../request/request.ts';
import { rulesInForce } from '../request/rules.ts';
import { clip, firstOf } from './clip.ts';
import { emergencyHeadline } from './emergency.ts';
import { count } from './explain.ts';
import { progressOf } from './holder.ts';
import {
  accountsOf,
  approversOf,
  durationOf,
  endedBecause,
  extendedUntil,
  isBundle,
  type Message,
  reasonOf,
  reviewersOf,
  ruleNames,
  rulesOf,
  subjectOf,
  type TextContext,
  unreviewed,
} from './phrases.ts';
import { bold, code, emoji, join, link, type Text, text, user, words } from './text.ts';

/** Roles of a bundle that a card names; with the longest names and descriptions these fit. */
const MOST_ROLES = 11;
const MOST_REFUSED = 5;
/** With the longest addresses they fit into a field. */
const MOST_TICKETS = 3;
const DESCRIPTION = 160;
const DESCRIPTION_IN_LIST = 80;
const WORDS = 600;

/** Who requests what, as a sentence without its full stop. */
export const headline = (request: Request): Text => {
  const { requested, status } = request;
  if (requested.emergency === true) return emergencyHeadline(request);
  const behalf = requested.via && text` on behalf of ${user(requested.by)}`;
  return text`${user(requested.via ?? requested.by)} ${words(status.kind === 'pending' ? 'requests' : 'requested')} ${subjectOf(requested)}${behalf}`;
};

export const summary = (request: Request): Text =>
  text`${headline(request)} in ${accountsOf(request.requested)}, ${durationOf(request.requested)}`;

/** The card in a few texts, for notifications and screen readers. */
export const cardTexts = (request: Request, context: TextContext): readonly Text[] => {
  const { text: status, words: below = '' } = statusText(request, context);
  const texts = [text`${summary(request)}.`, text`${reasonOf(request.requested.reason, 500)}`, status];
  return below === '' ? texts : [...texts, text`${clip(below, WORDS)}`];
};

const field = (label: string, value: Text): Text => text`${bold(words(label))}\n${value}`;

/** The fields of a card: a label, and below it the value. */
export const cardFields = (request: Request, context: TextContext): readonly Text[] => {
  const { requested } = request;
  const { endsAt } = requested.extends ?? {};
  return [
    field('Access', text`${description(request, context)}`),
    field('Account', accountsOf(requested)),
    field('Duration', text`${durationOf(requested)}${endsAt && text`; extends access until ${endsAt}`}`),
    field('Requested', text`${requested.at}${earlierRequests(request)}`),
    ...ruleField(requested),
    ...riskField(requested),
    ...ticketField(request, context),
    ...heldField(request),
  ];
};

const description = ({ requested }: Request, { catalog }: TextContext): string => {
  const bundle = Object.hasOwn(catalog.bundles, requested.target) ? catalog.bundles[requested.target] : undefined;
  const own = isBundle(requested) ? bundle?.description : requested.roles[0]?.rule.description;
  if (own) return clip(own, DESCRIPTION);
  return isBundle(requested) ? count(requested.roles.length, 'role') : requested.target;
};

const ruleField = (requested: RequestedAccess): readonly Text[] => {
  const names = ruleNames(requestedRules(requested));
  return names === undefined ? [] : [field('Rule', names)];
};

const RISK = {
  low: text`Low`,
  medium: text`${emoji('warning')} Medium`,
  high: text`${emoji('rotating_light')} High`,
} as const;

const riskField = (requested: RequestedAccess): readonly Text[] => {
  const rules = requestedRules(requested);
  const worst = (['high', 'medium', 'low'] as const).find((one) => rules.some(({ risk }) => risk === one));
  return worst === undefined ? [] : [field('Risk', RISK[worst])];
};

/** The addresses of today, because a tracker may have moved. */
const ticketField = (request: Request, { catalog }: TextContext): readonly Text[] => {
  const tickets = ticketsIn(rulesOf(request, catalog), request.requested.reason);
  const { shown } = firstOf(tickets, MOST_TICKETS);
  return shown.length === 0
    ? []
    : [
        field(
          'Ticket',
          join(
            shown.map(({ id, url }) => link(url, id)),
            ', ',
          ),
        ),
      ];
};

/** What the worker knew about the holder before it notified approvers. */
const preparedOf = ({ events }: Request) => events.flatMap(({ fact }) => (fact.kind === 'prepared' ? fact : [])).at(-1);

const earlierRequests = (request: Request): Text | undefined => {
  const { earlierRequests: earlier, earlierGrants: granted } = preparedOf(request) ?? {};
  if (earlier === undefined) return undefined;
  if (earlier === 0) return text` (first in 30 days)`;
  return text` (${words(count(earlier, 'request'))} in the 30 days before${granted === undefined ? undefined : text`, ${granted} granted`})`;
};

const heldField = (request: Request): readonly Text[] => {
  const { holding = [] } = preparedOf(request) ?? {};
  const lines = holding.map(({ name, endsAt }) => text`${code(name)} until ${endsAt}`);
  return lines.length === 0 ? [] : [field('Other access at that time', join(lines, '\n'))];
};

/** The roles of a bundle with their approvals, one per line. */
export const bundleLines = (request: Request, { catalog }: TextContext): readonly Text[] => {
  if (!isBundle(request.requested)) return [];
  const inForce = rulesInForce(request, catalog);
  const line = ({ name, rule: then }: RequestedRole): Text => {
    const rules = inForce.kind === 'rules' ? inForce.rules.filter((one) => one.name === name) : [];
    const { given, needed = 0 } = mostAwaited(rules, request.reviews) ?? {};
    const progress =
      needed === 0 || request.status.kind !== 'pending'
        ? undefined
        : text`, ${given} of ${words(count(needed, 'approval'))}`;
    const description = then.description === '' ? undefined : text`: ${clip(then.description, DESCRIPTION_IN_LIST)}`;
    return text`• ${code(name)} in ${clip(then.accountName, 60)}${description}${progress}`;
  };
  const { shown, more } = firstOf(request.requested.roles, MOST_ROLES);
  return [...shown.map(line), ...(more === 0 ? [] : [text`and ${words(count(more, 'more role'))}`])];
};

/** The status of a request, with what a user or IAM wrote about it. */
export const statusText = (request: Request, context: TextContext): Message => {
  const { status } = request;
  switch (status.kind) {
    case 'pending':
      return { text: pendingStatus(request, context) };
    case 'approved': {
      const start = status.startsAt > context.now ? text` Starts ${status.startsAt},` : text` It`;
      return { text: text`${bold(approvedBy(request))}, being set up.${start} ends ${status.endsAt}.` };
    }
    case 'active': {
      const extended = extendedUntil(request);
      return {
        text:
          status.startsAt > context.now
            ? text`${bold(text`Set up`)}: starts ${status.startsAt}, ends ${status.endsAt}.`
            : text`${bold(text`Active`)} until ${status.endsAt}${extended && text`, extended until ${extended}`}.`,
      };
    }
    case 'denied': {
      const why = request.events.flatMap(({ fact }) => (fact.kind === 'denied' ? (fact.why ?? []) : [])).at(-1);
      return { text: text`${bold(text`Denied`)} by ${user(status.by)} ${status.at}.`, words: why && `Reason: ${why}` };
    }
    case 'cancelled':
      return { text: text`${bold(text`Cancelled`)} by ${user(status.by)} ${status.at}.` };
    case 'lapsed':
      return { text: text`${bold(text`Lapsed`)} ${status.at} without a decision.` };
    case 'failed':
      return { text: text`${bold(text`Failed`)} ${status.at}.`, words: status.why };
    case 'ended':
      return { text: text`${bold(text`Ended`)} ${status.at}: ${endedBecause(status.reason, status.by)}.` };
    default:
      return status satisfies never;
  }
};

const pendingStatus = (request: Request, { catalog }: TextContext): Text => {
  const inForce = rulesInForce(request, catalog);
  if (inForce.kind === 'rule_changed')
    return text`${bold(text`Can no longer be approved`)}: the role ${inForce.name} was changed in the catalog. Request it again.`;
  const progress = progressOf(request, inForce.rules);
  return text`${bold(text`Waiting for approval`)}${progress && text`, ${progress}`}.`;
};

/** The small print below the status: approvers of a pending request, and who approved a decided one. */
export const statusDetails = (request: Request, { catalog }: TextContext): Text | undefined => {
  const { status } = request;
  if (status.kind === 'pending' && rulesInForce(request, catalog).kind === 'rules')
    return text`Approvers: ${approversOf(request, catalog)}. Lapses ${status.lapsesAt} without a decision.`;
  if (status.kind === 'active') return text`${approvedBy(request)}.`;
  if (status.kind !== 'ended') return undefined;
  const reviewers = reviewersOf(request);
  const held = status.at > status.startsAt;
  return text`${held ? text`Held from ${status.startsAt} to ${status.at}.` : text`Ended before its start.`}${reviewers && text` Approved by ${reviewers}.`}`;
};

const approvedBy = (request: Request): Text => {
  const reviewers = reviewersOf(request);
  return reviewers === undefined ? unreviewed(request.requested) : text`Approved by ${reviewers}`;
};

/** Roles of a bundle that could not be set up, with the answer of IAM. */
export const refusedRoles = (
  { requested }: Pick<Request, 'requested'>,
  parts: readonly RoleProgress[],
): readonly string[] => {
  const { shown, more } = firstOf(
    parts.flatMap((part) => (part.kind === 'refused' ? [part] : [])),
    MOST_REFUSED,
  );
  const nameOf = ({ arn }: RoleProgress) => requested.roles.find((role) => role.arn === arn)?.name ?? arn;
  return [
    ...shown.map((part) => clip(`${nameOf(part)} could not be set up: ${part.why}`, WORDS)),
    ...(more === 0 ? [] : [`${count(more, 'more role')} could not be set up.`]),
  ];
};
