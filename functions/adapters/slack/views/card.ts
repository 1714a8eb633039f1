import type { Request } from '../../../core/request/request.ts';
import {
  bundleLines,
  cardFields,
  cardTexts,
  headline,
  refusedRoles,
  statusDetails,
  statusText,
} from '../../../core/text/card.ts';
import { approvalNotes } from '../../../core/text/decisions.ts';
import { emergencyStatus } from '../../../core/text/emergency.ts';
import { reasonOf } from '../../../core/text/phrases.ts';
import { join } from '../../../core/text/text.ts';
import type { DrawContext } from '../../../usecases/ports.ts';
import {
  actions,
  context,
  fields,
  lineSections,
  type MessageBlock,
  message,
  plainSection,
  type SlackMessage,
  section,
} from '../blocks.ts';
import { decisionButtons, reviewButtons } from './buttons.ts';

/** A request in its channel, drawn from stored data only. */
export const requestCard = (request: Request, drawn: DrawContext): SlackMessage =>
  message(join(cardTexts(request, drawn), ' '), [
    section(headline(request)),
    fields(cardFields(request, drawn)),
    ...lineSections(bundleLines(request, drawn)),
    ...plainSection(reasonOf(request.requested.reason)),
    ...statusBlocks(request, drawn),
    ...emergencyBlocks(request, drawn),
    ...actions(decisionButtons(request, drawn)),
  ]);

const statusBlocks = (request: Request, drawn: DrawContext): readonly MessageBlock[] => {
  const { status } = request;
  const { text, words } = statusText(request, drawn);
  const details = statusDetails(request, drawn);
  const progress = status.kind === 'approved' || status.kind === 'active' ? status.progress : [];
  return [
    section(text),
    ...plainSection(words),
    ...(details === undefined ? [] : [context(details)]),
    ...lineSections(approvalNotes(request)),
    ...refusedRoles(request, progress).flatMap(plainSection),
  ];
};

/** The result of the review of an emergency, or the buttons to review it. */
const emergencyBlocks = (request: Request, { catalog }: DrawContext): readonly MessageBlock[] => {
  const status = emergencyStatus(request, catalog);
  return status === undefined ? [] : [context(status.text), ...plainSection(status.words), ...reviewButtons(request)];
};
