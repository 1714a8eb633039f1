import { todaysRule } from '../catalog/lookup.ts';
import { extensionOf } from '../request/extend.ts';
import type { RequestFact } from '../request/facts.ts';
import { type Request, requestedRules } from '../request/request.ts';
import { emergencyDeclared, emergencyReviewed, reviewReminder } from './emergency.ts';
import { count } from './explain.ts';
import { BUTTON } from './forms.ts';
import { APPLY_AT_THE_END, openedState } from './interrupted-apply.ts';
import { accountNamed, endedBecause, type Message, named, subjectOf, type TextContext, targetOf } from './phrases.ts';
import { code, type Text, text, user, words } from './text.ts';
import { ticketUnread } from './tickets.ts';

/** The notification of a user about one fact. Undefined for facts that other messages show. */
export const noticeText = (
  fact: RequestFact,
  request: Request,
  to: string,
  { catalog }: TextContext,
): Message | undefined => {
  const { requested, status } = request;
  const subject = subjectOf(requested);
  const notice = (one: Text, below?: string): Message => ({ text: one, words: below });
  const reason = 'why' in fact && fact.why !== undefined && fact.why !== '' ? `Reason: ${fact.why}` : undefined;
  switch (fact.kind) {
    case 'escalated': {
      const rules = requestedRules(requested).map((rule) => todaysRule(rule, catalog) ?? rule);
      const second = rules.flatMap(({ escalation }) => escalation?.approvers ?? []);
      // The rule may have lost its second line since.
      const who =
        second.length === 0
          ? text`More users can now approve it`
          : text`These users can now approve it too: ${named(second)}`;
      return notice(text`Your request for ${subject} is still pending. ${who}.`);
    }
    case 'preparation_delayed': {
      const account = accountNamed(catalog, fact.account);
      return notice(
        text`Your request for ${subject} waits because the bot cannot reach the account ${account}. Its approvers are asked as soon as it can.`,
      );
    }
    case 'approvers_missing': {
      const missing = words(count(fact.missing, 'more approver'));
      return notice(
        text`Your request for ${subject} cannot be approved: ${missing} needed. If its approvers were changed, request it again; otherwise, ask the maintainers of the catalog to add some.`,
      );
    }
    case 'approved':
      return requested.emergency === true ? notice(emergencyDeclared(request, to)) : undefined;
    case 'denied':
      return notice(text`${user(fact.by)} denied your request for ${subject}.`, reason);
    case 'cancelled': {
      const who = fact.by === to ? text`You` : user(fact.by);
      return notice(text`${who} cancelled your request for ${subject}.`, reason);
    }
    case 'lapsed':
      return notice(text`Your request for ${subject} lapsed without a decision.`);
    case 'role_confirmed':
      return notice(text`${code(fact.name)} of your request for ${subject} is set up.`);
    case 'role_refused': {
      const role = text`${code(fact.name)} of your request for ${subject}`;
      return notice(text`${role} could not be set up. Its other roles are not affected.`, fact.why);
    }
    case 'failed':
      return notice(text`Your request for ${subject} failed.`, fact.why);
    case 'ticket_unread':
      return notice(ticketUnread(fact, subject));
    case 'review_reminded':
      return notice(reviewReminder(fact, request, catalog));
    case 'emergency_reviewed':
      return emergencyReviewed(fact, request);
    case 'ends_soon': {
      const extension = extensionOf(request, catalog);
      const until = extension && text` You can extend it until ${extension.until}.`;
      const apply = openedState(request, catalog) && text`; ${APPLY_AT_THE_END}`;
      return notice(text`Your access to ${targetOf(requested)} ends ${fact.endsAt}${apply}.${until}`);
    }
    case 'ended': {
      const held = status.kind === 'ended' ? text` ${heldText(request, status, text`it`)}` : undefined;
      const why = endedBecause(fact.reason, fact.by, to);
      return notice(text`Your access to ${targetOf(requested)} has ended: ${why}.${held}`, reason);
    }
    default:
      return undefined;
  }
};

/** How long a user had access. An extension counts from the start of the first request of its chain. */
export const heldText = (
  { requested }: Pick<Request, 'requested'>,
  { startsAt, at }: { readonly startsAt: Date; readonly at: Date },
  what = targetOf(requested),
): Text => {
  const since = requested.extends?.since ?? startsAt;
  return at > since
    ? text`You had ${what} from ${since} to ${at}.`
    : text`You never had ${what}: it ended before its start.`;
};

/** The headline above the explanation of a refused click. */
export const refusedClickText = (
  action: 'approve' | 'deny' | 'cancel' | 'end' | 'review',
  { requested }: Pick<Request, 'requested'>,
): Text => {
  const button = action === 'review' ? 'the review' : BUTTON[action];
  return text`Your click on ${words(button)} for ${subjectOf(requested)} was refused.`;
};
