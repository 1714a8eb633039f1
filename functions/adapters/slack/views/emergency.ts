import { reviewersOfEmergency } from '../../../core/request/emergency.ts';
import type { RequestFact } from '../../../core/request/facts.ts';
import type { RequestId } from '../../../core/request/ids.ts';
import type { Request } from '../../../core/request/request.ts';
import type { DrawContext } from '../../../usecases/ports.ts';
import { actions, context, type MessageBlock, type ModalView, plain, plainSection } from '../blocks.ts';
import { clip } from '../clip.ts';
import { type Mrkdwn, moment, mrkdwn, person } from '../mrkdwn.ts';
import { ACTION, CALLBACK, FIELD, MAX_TYPED } from '../surface.ts';
import { encodeRequest } from '../values.ts';
import { requestButton } from './buttons.ts';
import { howLong, named, targetOf } from './words.ts';

const REASON = 600;

/** Loud on purpose: whoever reads the channel is called. */
export const ALARM = mrkdwn`:rotating_light: *Emergency* <!channel>`;

type Reviewed = Extract<RequestFact, { kind: 'emergency_reviewed' }>;

const reviewedIn = ({ events }: Request): Reviewed | undefined =>
  events.flatMap(({ fact }) => (fact.kind === 'emergency_reviewed' ? [fact] : [])).at(-1);

/** What is said of an emergency on its card: what was decided, or the buttons to decide it. */
export const emergencyBlocks = (request: Request, { catalog }: DrawContext): readonly MessageBlock[] => {
  if (request.requested.emergency !== true) return [];
  const reviewed = reviewedIn(request);
  if (reviewed !== undefined) {
    return [
      context(mrkdwn`*Reviewed* by ${person(reviewed.by)}: ${resultOf(reviewed)}.`),
      ...plainSection(reviewed.note === undefined ? '' : `Note: ${reviewed.note}`),
    ];
  }
  return request.reviewOwed === undefined
    ? []
    : [
        context(
          mrkdwn`A review is owed by ${moment(request.reviewOwed.dueBy)}, by ${named(reviewersOfEmergency(request, catalog))}.`,
        ),
        ...reviewButtons(request),
      ];
};

const resultOf = ({ wasRight }: Pick<Reviewed, 'wasRight'>): string => (wasRight ? 'it was right' : 'it was wrong');

const reviewButtons = (request: Request): readonly MessageBlock[] =>
  actions([
    requestButton(request, { actionId: ACTION.reviewRight, text: 'It was right', style: 'primary' }),
    requestButton(request, { actionId: ACTION.reviewWrong, text: 'It was wrong', style: 'danger' }),
  ]);

/** What the contacts of an emergency are told when it begins. */
export const emergencyDeclared = ({ requested }: Request, to: string): Mrkdwn =>
  mrkdwn`${toAll(to)} ${tookIt(requested)}, ${howLong(requested)}. Reason: ${clip(requested.reason, REASON)}`;

/** What an emergency is, in a sentence without its end. */
export const tookIt = (requested: Request['requested']): Mrkdwn =>
  mrkdwn`${person(requested.by)} took ${targetOf(requested)} without approval`;

/** A channel is called as a whole; a person is told by the message itself. */
const toAll = (to: string): Mrkdwn => (/^[CG]/.test(to) ? ALARM : mrkdwn`:rotating_light: *Emergency*`);

/** The reminder of a review that is owed, with the buttons to give it. */
export const reviewReminder = (
  { dueBy, isOverdue }: Extract<RequestFact, { kind: 'review_reminded' }>,
  request: Request,
  { catalog }: DrawContext,
): { readonly text: Mrkdwn; readonly blocks: readonly MessageBlock[] } => {
  const { requested } = request;
  const when = isOverdue ? mrkdwn`was due ${moment(dueBy)}` : mrkdwn`is due ${moment(dueBy)}`;
  const who = named(reviewersOfEmergency(request, catalog));
  return {
    text: mrkdwn`The review of the emergency of ${person(requested.by)} for ${targetOf(requested)} ${when}. ${who} can give it.`,
    blocks: request.reviewOwed === undefined ? [] : reviewButtons(request),
  };
};

/** What is said of an emergency once it was reviewed. */
export const emergencyReviewed = (fact: Reviewed, { requested }: Request): Mrkdwn =>
  mrkdwn`${person(fact.by)} reviewed the emergency of ${person(requested.by)} for ${targetOf(requested)}: *${resultOf(fact)}*.`;

/** Asks for a note on the verdict. Who may give one is decided when it is sent. */
export const emergencyReviewModal = (id: RequestId, wasRight: boolean): ModalView => ({
  type: 'modal',
  callback_id: wasRight ? CALLBACK.reviewRight : CALLBACK.reviewWrong,
  private_metadata: encodeRequest({ id }),
  title: plain(wasRight ? 'It was right' : 'It was wrong', 24),
  submit: plain('Send', 24),
  close: plain('Back', 24),
  blocks: [
    {
      type: 'input',
      block_id: FIELD.reason,
      optional: true,
      label: plain('Note', 50),
      hint: plain('The card shows it, and the one who declared the emergency is told.', 150),
      element: { type: 'plain_text_input', action_id: FIELD.reason, multiline: true, max_length: MAX_TYPED },
    },
  ],
});
