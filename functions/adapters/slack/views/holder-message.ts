import type { RoleRule } from '../../../core/catalog/catalog.ts';
import type { Request } from '../../../core/request/request.ts';
import { rulesInForce } from '../../../core/request/rules.ts';
import type { DrawContext } from '../../../usecases/ports.ts';
import { actions, type MessageBlock, message, type SlackMessage, section } from '../blocks.ts';
import { type Mrkdwn, moment, mrkdwn, person } from '../mrkdwn.ts';
import { activationMessage } from './activation.ts';
import { cancelButton, holdingButtons } from './buttons.ts';
import { progressOf } from './status.ts';
import { howLong, named, reviewersOf, shortened, subjectOf, targetOf } from './words.ts';

/**
 * What the holder reads where they were told something with a button to press, as the request stands now: a button is
 * there while it can do something.
 */
export const holderMessage = (request: Request, drawn: DrawContext): SlackMessage => {
  const { status, requested } = request;
  const subject = mrkdwn`${onBehalf(request)}Your request for ${subjectOf(requested)}, ${howLong(requested)},`;
  switch (status.kind) {
    case 'pending':
      return waitingMessage(request, drawn);
    case 'approved':
      return said(
        mrkdwn`${subject} was approved${byWhom(request)}. It ends ${moment(status.endsAt)}; you are told here when it can be used.`,
      );
    case 'active':
      return usableMessage(request, drawn);
    case 'denied':
      return said(mrkdwn`${subject} was denied by ${person(status.by)}.`);
    case 'cancelled':
      return said(
        mrkdwn`${subject} was cancelled${status.by === requested.by ? mrkdwn`` : mrkdwn` by ${person(status.by)}`}.`,
      );
    case 'lapsed':
      return said(mrkdwn`${subject} lapsed: nobody decided in time.`);
    case 'failed':
      return said(mrkdwn`${subject} failed.`);
    case 'ended':
      return said(
        mrkdwn`${heldFor(request, status)}${status.reason === 'expired' ? extendedFurther(request) : mrkdwn``}`,
      );
    default:
      return status satisfies never;
  }
};

/** What is waited for: who decides, how far that is, and what becomes of it if nobody does. */
export const waitingMessage = (request: Request, { catalog }: DrawContext): SlackMessage => {
  const { requested, status } = request;
  const rules = rulesOf(request, catalog);
  const approvers = named(rules.flatMap((rule) => rule.approvers));
  const lapse = status.kind === 'pending' ? mrkdwn` It lapses ${moment(status.lapsesAt)} if nobody decides.` : mrkdwn``;
  const progress = progressOf(request, rules);
  const [rule, ...others] = rules;
  // Whoever reads a bare list waits for all of them; of several roles each may want another one.
  const oneOf = rule?.approvals === 1 && others.length === 0 && rule.approvers.length > 1 ? mrkdwn`one of ` : mrkdwn``;
  const text = mrkdwn`${onBehalf(request)}Your request for ${subjectOf(requested)}, ${howLong(requested)}, is waiting for approval by ${oneOf}${approvers}${progress.source === '' ? mrkdwn`` : mrkdwn` (${progress})`}.${lapse}`;
  return said(text, status.kind === 'pending' ? actions([cancelButton(request)]) : []);
};

/** What can be used: how, or until when by now. */
export const usableMessage = (request: Request, drawn: DrawContext): SlackMessage => {
  const { requested, status } = request;
  if (requested.extends === undefined)
    return (
      activationMessage(request, drawn) ??
      said(mrkdwn`Your access to ${targetOf(requested)} was set up. Its card shows how it stands now.`)
    );
  const until = status.kind === 'active' ? mrkdwn` until ${moment(status.endsAt)}` : mrkdwn``;
  return said(
    mrkdwn`Your access to ${targetOf(requested)} is extended${until}. Sessions you have go on.`,
    actions(holdingButtons(request, drawn.catalog)),
  );
};

/** The rules of today, or those it was asked under where they have changed. */
export const rulesOf = (request: Request, catalog: DrawContext['catalog']): readonly RoleRule[] => {
  const inForce = rulesInForce(request, catalog);
  return inForce.kind === 'rules' ? inForce.rules : request.requested.roles.map(({ rule }) => rule);
};

const said = (text: Mrkdwn, buttons: readonly MessageBlock[] = []): SlackMessage =>
  message(text, [section(text), ...buttons]);

const onBehalf = ({ requested }: Request): Mrkdwn =>
  requested.via === undefined ? mrkdwn`` : mrkdwn`${person(requested.via)} asked in your name. `;

const byWhom = (request: Request): Mrkdwn => {
  const reviewers = reviewersOf(request);
  const minutes = Math.min(...request.reviews.flatMap((review) => review.minutes ?? []));
  const length = shortened(Number.isFinite(minutes) ? minutes : undefined);
  return mrkdwn`${reviewers === undefined ? mrkdwn` by its rule` : mrkdwn` by ${reviewers}`}${length}`;
};

/** What somebody had, from when to when: an extension goes on from where the first of its chain began. */
export const heldFor = (
  { requested }: Request,
  { startsAt, at }: { startsAt: Date; at: Date },
  what = targetOf(requested),
): Mrkdwn => {
  const since = requested.extends?.since ?? startsAt;
  return at > since
    ? mrkdwn`You held ${what} from ${moment(since)} to ${moment(at)}.`
    : mrkdwn`You never held ${what}: the end came before the start.`;
};

const extendedFurther = ({ events }: Request): Mrkdwn => {
  const until = events.flatMap(({ fact }) => (fact.kind === 'extended' ? [fact.endsAt] : [])).at(-1);
  return until === undefined ? mrkdwn`` : mrkdwn` It was extended until ${moment(until)}.`;
};
