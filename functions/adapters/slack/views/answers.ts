import type { RequestId } from '../../../core/request/ids.ts';
import type { Request } from '../../../core/request/request.ts';
import { endedText, nothingToEndText } from '../../../core/text/ends.ts';
import {
  explainMistake,
  NO_FORM,
  nothingRequestableText,
  pendingText,
  requestedText,
} from '../../../core/text/requests.ts';
import { join } from '../../../core/text/text.ts';
import type { RequestSummary } from '../../../usecases/ports.ts';
import { actions, type SlackMessage, sentence } from '../blocks.ts';
import { cancelButton } from './buttons.ts';
import { refusalMessage } from './explained.ts';

/** The answer to a stored request. A holder cancels it in the direct message that follows. */
export const requestedAnswer = (request: Request): SlackMessage => {
  const { via, emergency } = request.requested;
  const isCancellable = via !== undefined && emergency !== true;
  return sentence({ text: requestedText(request) }, isCancellable ? actions([cancelButton(request)]) : []);
};

/** The answer to a second request while the first is pending. */
export const pendingAnswer = (request: Request, to = request.requested.by): SlackMessage => {
  const { by, via } = request.requested;
  return sentence({ text: pendingText(request, to) }, to === by || to === via ? actions([cancelButton(request)]) : []);
};

export const endedAnswer = (requests: readonly Request[], left: readonly RequestId[] = []): SlackMessage =>
  sentence({ text: join(endedText(requests, left), '\n') });

export const nothingOpenAnswer = (
  name: string,
  { open, nearest }: { readonly open: readonly RequestSummary[]; readonly nearest: readonly string[] },
): SlackMessage => sentence({ text: nothingToEndText(name, [...new Set(open.map(({ target }) => target))], nearest) });

export const notUnderstoodAnswer = (mistake: { readonly why: string; readonly tryThis: string }): SlackMessage =>
  refusalMessage(explainMistake(mistake));

export const noFormAnswer = (): SlackMessage => sentence({ text: NO_FORM });

export const nothingRequestableAnswer = (isIncomplete: boolean): SlackMessage =>
  sentence({ text: nothingRequestableText(isIncomplete) });
