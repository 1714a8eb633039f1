import type { RequestFact } from '../../../core/request/facts.ts';
import type { Notice } from '../../../core/request/notice.ts';
import type { Request } from '../../../core/request/request.ts';
import { clip } from '../../../core/text/clip.ts';
import { explanationLine } from '../../../core/text/explain.ts';
import { noticeText, refusedClickText } from '../../../core/text/notices.ts';
import { SEE_LOG } from '../../../core/text/operators.ts';
import { rulesOf } from '../../../core/text/phrases.ts';
import { text } from '../../../core/text/text.ts';
import { onBehalfLine } from '../../../core/text/thread.ts';
import type { DrawContext, RefusedClick } from '../../../usecases/ports.ts';
import { actions, type MessageBlock, message, plainSection, type SlackMessage, section, sentence } from '../blocks.ts';
import { againButton, holdingButtons, reviewButtons } from './buttons.ts';
import { explanationBlocks } from './explained.ts';
import { usableMessage, waitingMessage } from './holder-message.ts';
import { recoveryBlocks } from './interrupted-apply.ts';

/** The notification of one user about one fact. Undefined where another message shows it. */
export const noticeMessage = (
  { about, to }: Notice,
  request: Request,
  drawn: DrawContext,
): SlackMessage | undefined => {
  const { requested, status } = request;
  if (to === requested.via) return sentence(onBehalfLine(about, request, drawn));
  if (about.kind === 'activated') return usableMessage(request, drawn);
  if (about.kind === 'prepared') {
    const needsApproval = rulesOf(request, drawn.catalog).some(({ approvals }) => approvals > 0);
    return status.kind === 'pending' && needsApproval ? waitingMessage(request, drawn) : undefined;
  }
  const notice = noticeText(about, request, to, drawn);
  return notice && sentence(notice, noticeButtons(about, request, drawn));
};

/** The form of Request again shows what the user can request at that time, so the button never expires. */
const noticeButtons = (about: RequestFact, request: Request, { catalog }: DrawContext): readonly MessageBlock[] => {
  const again = () => actions([againButton(request)]);
  switch (about.kind) {
    case 'lapsed':
    case 'denied':
      return request.requested.extends === undefined ? again() : [];
    case 'ended':
      return [...recoveryBlocks(request, catalog), ...(about.reason === 'expired' ? again() : [])];
    case 'ends_soon':
      return actions(holdingButtons(request, catalog));
    case 'review_reminded':
      return reviewButtons(request);
    default:
      return [];
  }
};

/** Why the click of a user was refused, shown to that user only. */
export const refusedClickMessage = ({ action, explanation }: RefusedClick, request: Request): SlackMessage => {
  const headline = refusedClickText(action, request);
  return message(text`${headline} ${explanationLine(explanation)}`, [
    section(headline),
    ...explanationBlocks(explanation),
  ]);
};

/** A notification of operators. It can contain the answer of IAM, so nothing in it is formatted. */
export const operatorsMessage = (notification: string): SlackMessage => {
  const shown = notification.trim() === '' ? SEE_LOG : notification;
  return message(text`${clip(shown, 600)}`, plainSection(shown));
};
