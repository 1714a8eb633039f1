import type { Request } from '../../../core/request/request.ts';
import { approvalNotes } from '../../../core/text/decisions.ts';
import { cardLink, decidedText, usableText, waitingText } from '../../../core/text/holder.ts';
import { extendedUntil } from '../../../core/text/phrases.ts';
import type { DrawContext } from '../../../usecases/ports.ts';
import { actions, context, lineSections, type MessageBlock, type SlackMessage, sentence } from '../blocks.ts';
import { activationMessage } from './activation.ts';
import { cancelButton, holdingButtons } from './buttons.ts';
import { recoveryBlocks } from './interrupted-apply.ts';

/** The message of the holder in its current state. It has a button while the button works. */
export const holderMessage = (request: Request, drawn: DrawContext): SlackMessage => {
  switch (request.status.kind) {
    case 'pending':
      return waitingMessage(request, drawn);
    case 'active':
      return usableMessage(request, drawn);
    default:
      return sentence({ text: decidedText(request) }, [...recovery(request, drawn), ...linkBlocks(request)]);
  }
};

/** The message remains after the end, so it keeps the recovery. Access that was extended continues. */
const recovery = (request: Request, { catalog }: DrawContext): readonly MessageBlock[] => {
  const { status } = request;
  const wasHeld = status.kind === 'ended' && status.at > status.startsAt && extendedUntil(request) === undefined;
  return wasHeld ? recoveryBlocks(request, catalog) : [];
};

/** The comments of approvers, and the link to the card. */
const linkBlocks = (request: Request): readonly MessageBlock[] => {
  const link = cardLink(request);
  return [...lineSections(approvalNotes(request)), ...(link === undefined ? [] : [context(link)])];
};

export const waitingMessage = (request: Request, drawn: DrawContext): SlackMessage =>
  sentence({ text: waitingText(request, drawn) }, [
    ...linkBlocks(request),
    ...(request.status.kind === 'pending' ? actions([cancelButton(request)]) : []),
  ]);

/** How to use the access, or the new end of an extension. */
export const usableMessage = (request: Request, drawn: DrawContext): SlackMessage => {
  const isExtension = request.requested.extends !== undefined;
  const activation = isExtension ? undefined : activationMessage(request, drawn);
  const buttons = isExtension ? actions(holdingButtons(request, drawn.catalog)) : [];
  return activation ?? sentence({ text: usableText(request) }, [...linkBlocks(request), ...buttons]);
};
