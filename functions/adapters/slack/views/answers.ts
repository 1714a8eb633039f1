import type { RequestId } from '../../../core/request/ids.ts';
import type { Request } from '../../../core/request/request.ts';
import type { RequestSummary } from '../../../usecases/ports.ts';
import { actions, type MessageBlock, message, type SlackMessage, section } from '../blocks.ts';
import { clip, firstOf } from '../clip.ts';
import { code, joined, type Mrkdwn, mrkdwn, person } from '../mrkdwn.ts';
import { cancelButton } from './buttons.ts';
import { refusalMessage } from './explained.ts';
import { andMore, howLong, subjectOf, targetOf } from './words.ts';

const MOST_NAMED = 10;

const answer = (text: Mrkdwn, ...more: readonly (readonly MessageBlock[])[]): SlackMessage =>
  message(text, [section(text), ...more.flat()]);

/** An asking was taken. The holder cancels it in the direct message that follows, where the button goes once it is decided. */
export const requestedAnswer = (request: Request): SlackMessage => {
  const { requested } = request;
  const what = mrkdwn`${subjectOf(requested)}, ${howLong(requested)}`;
  if (requested.emergency === true)
    return answer(
      mrkdwn`You declared an emergency for ${what}. It is being set up at once; its channel and contacts are told, and an approver will say whether it was right.`,
    );
  if (requested.via !== undefined)
    return answer(
      mrkdwn`You asked for ${what}, in the name of ${person(requested.by)}. You are both told in a direct message what becomes of it.`,
      actions([cancelButton(request)]),
    );
  return answer(
    needsApproval(requested)
      ? mrkdwn`You asked for ${what}. You are told in a direct message who decides, and what becomes of it.`
      : mrkdwn`You asked for ${what}. Nobody has to approve it: you are told in a direct message when it can be used.`,
  );
};

const needsApproval = ({ roles, extends: extension }: Request['requested']): boolean =>
  extension?.automatic !== true && roles.some(({ rule }) => rule.approvals > 0);

/** An asking for what is waiting already, their own or that of somebody they ask for. */
export const pendingAnswer = (request: Request, to = request.requested.by): SlackMessage => {
  const { by, via } = request.requested;
  const what = mrkdwn`${subjectOf(request.requested)} already, ${howLong(request.requested)}: no second request was made.`;
  const button = actions([cancelButton(request)]);
  if (to === by) return answer(mrkdwn`You are waiting for ${what} Cancel it first to ask for something else.`, button);
  return to === via
    ? answer(mrkdwn`${person(by)} is waiting for ${what} Cancel it first to ask for something else.`, button)
    : answer(mrkdwn`${person(by)} is waiting for ${what} Only they can cancel it.`);
};

/** What was ended or cancelled by name. */
export const endedAnswer = (requests: readonly Request[], left: readonly RequestId[] = []): SlackMessage => {
  const line = ({ requested, status }: Request): Mrkdwn =>
    status.kind === 'cancelled'
      ? mrkdwn`Your request for ${subjectOf(requested)} is cancelled.`
      : mrkdwn`Your access to ${targetOf(requested)} is being ended. IAM can take a minute until it is refused everywhere.`;
  // What was extended is several requests, and one thing to whoever holds it.
  const lines = new Map(requests.map((request) => [line(request).source, line(request)]));
  const { shown, more } = firstOf([...lines.values()], MOST_NAMED);
  const rest = more === 0 ? [] : [mrkdwn`and ${more} more`];
  return answer(joined([...shown, ...rest, ...leftLines(left)], '\n'));
};

/** What could not be read or written, and who can end it. */
export const leftLines = (left: readonly RequestId[]): readonly Mrkdwn[] =>
  left.length === 0
    ? []
    : [
        mrkdwn`${String(left.length)} more could not be read or changed: ${left.join(', ')}. Try again, or ask an operator to end them with the command line (assume-bot revoke).`,
      ];

/** Nothing of that name is open. */
export const nothingOpenAnswer = (
  name: string,
  { open, nearest }: { readonly open: readonly RequestSummary[]; readonly nearest: readonly string[] },
): SlackMessage => {
  const targets = [...new Set(open.map(({ target }) => target))];
  const { shown, more } = firstOf(targets, MOST_NAMED);
  const what = code(clip(name, 60));
  const meant =
    nearest.length === 0
      ? mrkdwn``
      : mrkdwn` Did you mean ${joined(
          nearest.map((one) => code(one)),
          ' or ',
        )}?`;
  if (targets.length === 0)
    return answer(mrkdwn`There is nothing called ${what} to end: you hold nothing and wait for nothing.${meant}`);
  const has = andMore(
    shown.map((target) => code(target)),
    more,
  );
  return answer(mrkdwn`There is nothing called ${what} to end.${meant} You hold or wait for ${has}.`);
};

/** A command that could not be read. */
export const notUnderstoodAnswer = ({ why, tryThis }: { why: string; tryThis: string }): SlackMessage => {
  const said = `${why.charAt(0).toUpperCase()}${why.slice(1)}.`;
  return refusalMessage({ why: said, next: 'Try this instead:', tryThis: `/assume ${tryThis}` });
};

/** The form could not be shown; the command can say the same. */
export const noFormAnswer = (): SlackMessage =>
  answer(
    mrkdwn`Slack did not open the form. Try again, or ask in one line: ${code('/assume prod-s3 1h why you need it')}. ${code('/assume list')} shows the names.`,
  );

/** Nothing can be asked for. */
export const nothingRequestableAnswer = (isIncomplete: boolean): SlackMessage =>
  answer(
    isIncomplete
      ? mrkdwn`Nothing can be shown at the moment: what you may ask for depends on a Slack user group whose members are not known. Try again in a few minutes.`
      : mrkdwn`There is nothing that you may ask for. Have those who keep the catalog add you to the requesters of what you need.`,
  );
