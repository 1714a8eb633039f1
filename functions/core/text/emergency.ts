import type { Catalog } from '../catalog/catalog.ts';
import { reviewersOfEmergency } from '../request/emergency.ts';
import type { RequestFact } from '../request/facts.ts';
import type { Request } from '../request/request.ts';
import { clip } from './clip.ts';
import { forDuration, type Message, named, targetOf } from './phrases.ts';
import { bold, EVERYONE_HERE, emoji, type Text, text, user } from './text.ts';

const REASON = 600;

type Reviewed = Extract<RequestFact, { kind: 'emergency_reviewed' }>;

const result = ({ wasRight }: Pick<Reviewed, 'wasRight'>): Text => (wasRight ? text`justified` : text`not justified`);

const SIGN = text`${emoji('rotating_light')} ${bold(text`Emergency`)}`;
const ALARM = text`${SIGN} ${EVERYONE_HERE}`;

const took = ({ by, ...requested }: Request['requested']): Text =>
  text`${user(by)} took ${targetOf(requested)} without approval`;

export const emergencyHeadline = ({ requested }: Pick<Request, 'requested'>): Text => text`${ALARM} ${took(requested)}`;

/** The notification of a channel or of a user when an emergency is declared. */
export const emergencyDeclared = ({ requested }: Pick<Request, 'requested'>, to: string): Text =>
  text`${/^[CG]/.test(to) ? ALARM : SIGN} ${took(requested)} ${forDuration(requested)}. Reason: ${clip(requested.reason, REASON)}`;

/** In a list of the emergencies that a user can review. */
export const emergencyToReview = ({ requested, reviewOwed }: Request, now: Date): Text =>
  text`${SIGN} ${took(requested)} ${forDuration(requested)}.${reviewOwed && text` The review ${reviewOwed.dueBy <= now ? text`was` : text`is`} due ${reviewOwed.dueBy}.`}`;

/** The line on the card: the result of the review, or who has to review it. Undefined where no review is due. */
export const emergencyStatus = (request: Request, catalog: Catalog): Message | undefined => {
  if (request.requested.emergency !== true) return undefined;
  const reviewed = request.events.flatMap(({ fact }) => (fact.kind === 'emergency_reviewed' ? [fact] : [])).at(-1);
  if (reviewed !== undefined)
    return {
      text: text`${bold(text`Reviewed`)} by ${user(reviewed.by)}: ${result(reviewed)}.`,
      words: reviewed.note && `Note: ${reviewed.note}`,
    };
  return (
    request.reviewOwed && {
      text: text`Review due by ${request.reviewOwed.dueBy}, by ${named(reviewersOfEmergency(request, catalog))}.`,
    }
  );
};

export const reviewReminder = (
  { dueBy, isOverdue }: Pick<Extract<RequestFact, { kind: 'review_reminded' }>, 'dueBy' | 'isOverdue'>,
  request: Request,
  catalog: Catalog,
): Text =>
  text`The review of the emergency of ${user(request.requested.by)} for ${targetOf(request.requested)} ${isOverdue ? text`was` : text`is`} due ${dueBy}. It can be reviewed by ${named(reviewersOfEmergency(request, catalog))}.`;

export const emergencyReviewed = (
  fact: Pick<Reviewed, 'by' | 'wasRight' | 'note'>,
  { requested }: Request,
): Message => ({
  text: text`${user(fact.by)} reviewed the emergency of ${user(requested.by)} for ${targetOf(requested)}: ${bold(result(fact))}.`,
  words: fact.note && `Note: ${fact.note}`,
});
