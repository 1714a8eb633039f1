import type { Catalog } from '../../../core/catalog/catalog.ts';
import type { Draft } from '../../../core/command/draft.ts';
import type { SlackUserId } from '../../../core/names.ts';
import type { RequestId } from '../../../core/request/ids.ts';
import type { Lockdown } from '../../../core/request/lockdown.ts';
import { isClosed, type Request } from '../../../core/request/request.ts';
import { type Listing, lockdownReason, lockdownText } from '../../../core/text/admins.ts';
import { type Explanation, explanationLine } from '../../../core/text/explain.ts';
import { explainAccountRefusal } from '../../../core/text/explain-account.ts';
import { BUTTON } from '../../../core/text/forms.ts';
import { HELP, HELP_OUTCOME, HELP_SUMMARY } from '../../../core/text/help.ts';
import { dryRunText } from '../../../core/text/preview.ts';
import {
  alreadyHeldText,
  endedText,
  NO_FORM,
  NO_WINDOW,
  nothingToEndText,
  pendingText,
  requestedText,
} from '../../../core/text/requests.ts';
import { join } from '../../../core/text/text.ts';
import type { AccessList, DrawContext, RequestSummary, WindowButton } from '../../../usecases/ports.ts';
import {
  actions,
  button,
  context,
  lineSections,
  message,
  plainSection,
  type SlackMessage,
  section,
  sentence,
} from '../blocks.ts';
import { ACTION } from '../surface.ts';
import { encodeCommand } from '../values.ts';
import { cancelButton, draftButton, holdingButtons, windowButton } from './buttons.ts';
import { explanationBlocks } from './explained.ts';
import { listMessage } from './list.ts';

export const refusalMessage = (explanation: Explanation): SlackMessage =>
  message(explanationLine(explanation), explanationBlocks(explanation));

/** The answer to a stored request. A holder cancels it in the direct message that follows. */
export const requestedAnswer = (request: Request): SlackMessage => {
  const { via, emergency } = request.requested;
  const isCancellable = via !== undefined && emergency !== true;
  return sentence({ text: requestedText(request) }, isCancellable ? actions([cancelButton(request)]) : []);
};

/** A private message after a click in it: the list as it is now, or that the request ended. Undefined if it did not. */
export const redrawnAnswer = (shown: Request | AccessList, drawn: DrawContext): SlackMessage | undefined => {
  if ('status' in shown) return isClosed(shown.status) ? endedAnswer([shown]) : undefined;
  return shown.kind === 'refused' ? refusalMessage(explainAccountRefusal(shown.refusal)) : listMessage(shown, drawn);
};

/** The answer to a command whose form Slack did not open. */
export const noFormAnswer = (draft: Draft, problem?: Explanation): SlackMessage => {
  const button = actions([draftButton(draft)]);
  if (problem === undefined) return sentence({ text: NO_FORM }, button);
  return message(explanationLine(problem), [...explanationBlocks(problem), ...button]);
};

/** The message to a user whose click opened no window. */
export const windowMessage = (clicked: WindowButton): SlackMessage | undefined => {
  const button = windowButton(clicked);
  return button && sentence({ text: NO_WINDOW }, actions([button]));
};

/** What a user has requested or holds already, with buttons to change it and to request it again. */
export const openAnswer = (request: Request, to: SlackUserId, catalog: Catalog, again?: Draft): SlackMessage => {
  const { by, via } = request.requested;
  const isPending = request.status.kind === 'pending';
  const mayCancel = to === by || to === via;
  return sentence({ text: isPending ? pendingText(request, to) : alreadyHeldText(request, to) }, [
    ...actions([
      ...(isPending && mayCancel ? [cancelButton(request)] : []),
      ...(to === by ? holdingButtons(request, catalog) : []),
      ...(again === undefined ? [] : [draftButton(again, BUTTON.requestAnyway)]),
    ]),
  ]);
};

export const endedAnswer = (requests: readonly Request[], left: readonly RequestId[] = []): SlackMessage =>
  sentence({ text: join(endedText(requests, left), '\n') });

export const nothingOpenAnswer = (
  name: string,
  { open, nearest }: { readonly open: readonly RequestSummary[]; readonly nearest: readonly string[] },
): SlackMessage => sentence({ text: nothingToEndText(name, [...new Set(open.map(({ target }) => target))], nearest) });

export const listingMessage = ({ headline, lines }: Listing): SlackMessage =>
  message(headline, [section(headline), ...lineSections(lines)]);

/** Asks an admin to confirm a command. The button has the whole command, which is read and checked again after the click. */
export const confirmMessage = ({ headline, lines }: Listing, label: string, command: string): SlackMessage =>
  message(headline, [
    section(headline),
    ...lineSections(lines),
    ...actions([button({ actionId: ACTION.confirm, text: label, style: 'danger', value: encodeCommand(command) })]),
  ]);

/** The answer to an admin who turned a lockdown on or off, or found it that way. */
export const lockdownAnswer = (kind: 'turned' | 'already_set', lockdown: Lockdown): SlackMessage => {
  const isReasonShown = kind === 'turned' || lockdown.isOn;
  return sentence(
    { text: lockdownText(kind, lockdown) },
    isReasonShown ? plainSection(lockdownReason(lockdown.why)) : [],
  );
};

/** The result of a dry run, and what the request still needs. */
export const dryRunAnswer = (outcome: Parameters<typeof dryRunText>[0], lacking?: Explanation): SlackMessage => {
  const { headline, details, note } = dryRunText(outcome);
  return message(join([headline, ...details, note], ' '), [
    section(headline),
    section(join(details, '\n')),
    ...(lacking === undefined ? [] : explanationBlocks(lacking)),
    context(note),
  ]);
};

export const helpMessage = (): SlackMessage =>
  message(HELP_SUMMARY, [...HELP.map((part) => section(part)), context(HELP_OUTCOME)]);
