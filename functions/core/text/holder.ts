import { awaitedOf } from '../request/awaited.ts';
import type { Request } from '../request/request.ts';
import { type RuleInForce, rulesInForce } from '../request/rules.ts';
import { count } from './explain.ts';
import { heldText } from './notices.ts';
import {
  accessFor,
  approversOf,
  extendedUntil,
  isBundle,
  limitedTo,
  reviewersOf,
  subjectOf,
  type TextContext,
  targetOf,
} from './phrases.ts';
import { emoji, link, type Text, text, user, words } from './text.ts';

const yourRequest = ({ requested }: Request): Text =>
  text`${requested.via && text`Requested by ${user(requested.via)}: `}Your request for ${accessFor(requested)}`;

/** The message of the holder, as it is redrawn once the request is decided. Pending and active requests have their own. */
export const decidedText = (request: Request): Text => {
  const { status, requested } = request;
  switch (status.kind) {
    case 'approved': {
      const minutes = Math.min(...request.reviews.flatMap((review) => review.minutes ?? []));
      const by = reviewersOf(request);
      return text`${yourRequest(request)} was approved${by === undefined ? text` automatically` : text` by ${by}`}${limitedTo(Number.isFinite(minutes) ? minutes : undefined)}, and ends ${status.endsAt}. You will be notified here when you can use it.`;
    }
    case 'denied':
      return text`${yourRequest(request)} was denied by ${user(status.by)}.`;
    case 'cancelled':
      return text`${yourRequest(request)} was cancelled${status.by === requested.by ? undefined : text` by ${user(status.by)}`}.`;
    case 'lapsed':
      return text`${yourRequest(request)} lapsed without a decision.`;
    case 'failed':
      return text`${yourRequest(request)} failed.`;
    case 'ended': {
      const until = status.reason === 'expired' ? extendedUntil(request) : undefined;
      return text`${heldText(request, status)}${until && text` It was extended until ${until}.`}`;
    }
    default:
      return text`${yourRequest(request)} is ${words(status.kind)}.`;
  }
};

/** A link to the card, which has a thread for questions. Undefined if its address is not known. */
export const cardLink = ({ cards }: Pick<Request, 'cards'>): Text | undefined => {
  const url = cards.flatMap((card) => card.link ?? [])[0];
  return url === undefined ? undefined : text`${link(url, 'Open the card')} for its details and for questions.`;
};

/** Who decides a pending request, how many approvals it has, and when it lapses. */
export const waitingText = (request: Request, { catalog }: TextContext): Text => {
  const { status } = request;
  const inForce = rulesInForce(request, catalog);
  const rules = inForce.kind === 'rules' ? inForce.rules : [];
  const progress = progressOf(request, rules);
  const lapse = status.kind === 'pending' ? text` It lapses ${status.lapsesAt} without a decision.` : undefined;
  const [rule, ...others] = rules;
  const oneOf = rule?.approvals === 1 && others.length === 0 && rule.approvers.length > 1;
  return text`${yourRequest(request)} needs approval by ${oneOf ? text`one of ` : undefined}${approversOf(request, catalog)}${progress && text` (${progress})`}.${lapse}`;
};

/** How many approvals a request has. Undefined where one approval decides. */
export const progressOf = ({ requested, reviews }: Request, rules: readonly RuleInForce[]): Text | undefined => {
  const each = rules.map((rule) => awaitedOf(rule, reviews));
  const needed = Math.max(0, ...each.map((one) => one.needed));
  const missing = Math.max(0, ...each.map((one) => one.needed - one.given));
  const reviewers = reviewersOf({ reviews });
  if (needed <= 1 && reviewers === undefined) return undefined;
  const by = reviewers && text`: ${reviewers}`;
  return isBundle(requested)
    ? text`${words(count(missing, 'more approval'))} needed${reviewers && text`, so far${by}`}`
    : text`${needed - missing} of ${words(count(needed, 'approval'))}${by}`;
};

/** An extension that can be used, and access whose setup can no longer be shown. */
export const usableText = ({ requested, status }: Request): Text =>
  requested.extends === undefined
    ? text`Your access to ${targetOf(requested)} was set up. Its card shows the current status.`
    : text`Your access to ${targetOf(requested)} is extended${status.kind === 'active' ? text` until ${status.endsAt}` : undefined}. Your sessions continue.`;

/** One line about an open request, for lists. `others`: how many other requests for the same access the line includes. */
export const openText = ({ requested, status }: Request, now: Date, others = 0): Text => {
  // With the access that an extension extends, it is one access.
  const what = others > 0 ? targetOf(requested) : subjectOf(requested);
  const subject = requested.emergency === true ? text`${emoji('rotating_light')} emergency access to ${what}` : what;
  switch (status.kind) {
    case 'pending':
      return text`${accessFor(requested)}: pending, lapses ${status.lapsesAt}`;
    case 'approved':
      return text`${subject}: approved, being set up, until ${status.endsAt}`;
    case 'active':
      return status.startsAt > now
        ? text`${subject}: from ${status.startsAt} until ${status.endsAt}`
        : text`${subject}: active until ${status.endsAt}`;
    default:
      return text`${subject}: closed`;
  }
};
