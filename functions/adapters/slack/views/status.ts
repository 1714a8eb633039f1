import type { Request } from '../../../core/request/request.ts';
import { refusedRoles, statusDetails, statusText } from '../../../core/text/card.ts';
import type { DrawContext } from '../../../usecases/ports.ts';
import { context, type MessageBlock, plainSection, section } from '../blocks.ts';

/** The status of a request on its card. */
export const statusBlocks = (request: Request, drawn: DrawContext): readonly MessageBlock[] => {
  const { status } = request;
  const { text, words } = statusText(request, drawn);
  const details = statusDetails(request, drawn);
  const progress = status.kind === 'approved' || status.kind === 'active' ? status.progress : [];
  return [
    section(text),
    ...plainSection(words),
    ...(details === undefined ? [] : [context(details)]),
    ...refusedRoles(request, progress).flatMap(plainSection),
  ];
};
