import type { Request } from '../../../core/request/request.ts';
import { rulesInForce } from '../../../core/request/rules.ts';
import { formatDuration } from '../../../core/schedule/duration.ts';
import { bundleLines, cardFields, cardTexts, headline } from '../../../core/text/card.ts';
import { BUTTON } from '../../../core/text/forms.ts';
import { reasonOf } from '../../../core/text/phrases.ts';
import { join } from '../../../core/text/text.ts';
import type { DrawContext } from '../../../usecases/ports.ts';
import {
  actions,
  fields,
  lineSections,
  type MessageBlock,
  message,
  plainSection,
  type SlackMessage,
  section,
} from '../blocks.ts';
import { ACTION } from '../surface.ts';
import { requestButton } from './buttons.ts';
import { emergencyBlocks } from './emergency.ts';
import { shorterLengths } from './shorter-modal.ts';
import { statusBlocks } from './status.ts';

/** A request in its channel, drawn from stored data only. */
export const requestCard = (request: Request, context: DrawContext): SlackMessage =>
  message(join(cardTexts(request, context), ' '), [
    section(headline(request)),
    fields(cardFields(request, context)),
    ...lineSections(bundleLines(request, context)),
    ...plainSection(reasonOf(request.requested.reason)),
    ...statusBlocks(request, context),
    ...emergencyBlocks(request, context),
    ...decisionButtons(request, context),
  ]);

/** Buttons exist only while they work: neither after the request lapses nor after its rule is removed. */
export const decisionButtons = (request: Request, { catalog, now }: DrawContext): readonly MessageBlock[] => {
  const { status, requested } = request;
  if (status.kind !== 'pending' || status.lapsesAt <= now) return [];
  if (rulesInForce(request, catalog).kind !== 'rules') return [];
  const { target, duration } = requested;
  const of = `${target}${duration.kind === 'for' ? `, ${formatDuration(duration.minutes)}` : ''}`;
  const hasLess = shorterLengths(request, { catalog, now }).length > 0;
  return actions([
    requestButton(request, { actionId: ACTION.approve, text: BUTTON.approve, style: 'primary', of }),
    ...(hasLess ? [requestButton(request, { actionId: ACTION.shorter, text: BUTTON.approveForLess, of })] : []),
    requestButton(request, { actionId: ACTION.deny, text: BUTTON.deny, style: 'danger', of }),
  ]);
};
