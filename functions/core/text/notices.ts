import { extensionOf } from '../request/extend.ts';
import type { RequestFact } from '../request/facts.ts';
import type { Request } from '../request/request.ts';
import { emergencyDeclared, emergencyReviewed, reviewReminder } from './emergency.ts';
import { count } from './explain.ts';
import { endedBecause, type Message, named, subjectOf, type TextContext, targetOf } from './phrases.ts';
import { code, type Text, text, user, words } from './text.ts';

/** The notification of a user about one fact. Undefined for facts that other messages show. */
export const noticeText = (
  fact: RequestFact,
  request: Request,
  to: string,
  { catalog }: TextContext,
): Message | undefined => {
  const { requested } = request;
  const subject = subjectOf(requested);
  const reason = (why: string | undefined): string | undefined => why && `Reason: ${why}`;
  switch (fact.kind) {
    case 'escalated': {
      const second = requested.roles.flatMap(
        ({ name, rule }) => (catalog.roles[name] ?? rule).escalation?.approvers ?? [],
      );
      return {
        text: text`Your request for ${subject} is still pending. These users can now approve it too: ${named(second)}.`,
      };
    }
    case 'approvers_missing':
      return {
        text: text`Your request for ${subject} cannot be approved: ${words(count(fact.missing, 'more approver'))} needed. Ask the maintainers of the catalog to add approvers before it lapses.`,
      };
    case 'approved':
      return requested.emergency === true ? { text: emergencyDeclared(request, to) } : undefined;
    case 'denied':
      return { text: text`${user(fact.by)} denied your request for ${subject}.`, words: reason(fact.why) };
    case 'cancelled':
      return {
        text: text`${fact.by === to ? text`You` : user(fact.by)} cancelled your request for ${subject}.`,
        words: reason(fact.why),
      };
    case 'lapsed':
      return { text: text`Your request for ${subject} lapsed without a decision.` };
    case 'role_confirmed':
      return { text: text`${code(fact.name)} of your request for ${subject} is set up.` };
    case 'role_refused':
      return {
        text: text`${code(fact.name)} of your request for ${subject} could not be set up. Its other roles are not affected.`,
        words: fact.why,
      };
    case 'failed':
      return { text: text`Your request for ${subject} failed.`, words: fact.why };
    case 'review_reminded':
      return { text: reviewReminder(fact, request, catalog) };
    case 'emergency_reviewed':
      return emergencyReviewed(fact, request);
    case 'ends_soon': {
      const extension = extensionOf(request, catalog);
      const until = extension && text` You can extend it until ${extension.until}.`;
      return { text: text`Your access to ${targetOf(requested)} ends ${fact.endsAt}.${until}` };
    }
    case 'ended': {
      const { status } = request;
      const held = status.kind === 'ended' ? text` ${heldText(request, status, text`it`)}` : undefined;
      const why = endedBecause(fact.reason, fact.by, to);
      return {
        text: text`Your access to ${targetOf(requested)} has ended: ${why}.${held}`,
        words: reason(fact.why),
      };
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

const BUTTON = {
  approve: 'Approve',
  deny: 'Deny',
  cancel: 'Cancel',
  end: 'End now',
  review: 'the review',
} as const;

/** The headline above the explanation of a refused click. */
export const refusedClickText = (action: keyof typeof BUTTON, { requested }: Pick<Request, 'requested'>): Text =>
  text`Your click on ${words(BUTTON[action])} for ${subjectOf(requested)} was refused.`;
