import type { Request } from '../../../core/request.ts';
import type { RequestSummary } from '../../../usecases/ports.ts';
import type { MessageBlock, SlackMessage } from '../blocks.ts';
import { actions, message, plainSection, section } from '../blocks.ts';
import { clip, firstOf } from '../clip.ts';
import type { Mrkdwn } from '../mrkdwn.ts';
import { code, joined, mrkdwn } from '../mrkdwn.ts';
import { cancelButton } from './notice.ts';
import { andMore, howLong, targetOf, wishOf } from './words.ts';

const MOST_NAMED = 10;

const answer = (text: Mrkdwn, ...more: readonly (readonly MessageBlock[])[]): SlackMessage =>
  message(text, [section(text), ...more.flat()]);

/** An asking was taken. */
export const askedAnswer = (request: Request): SlackMessage =>
  request.asked.emergency === true
    ? answer(
        mrkdwn`You declared an emergency for ${wishOf(request.asked)}, ${howLong(request.asked)}. It is being set up at once; its channel and contacts are told, and an approver will say whether it was right.`,
      )
    : answer(
        mrkdwn`You asked for ${wishOf(request.asked)}, ${howLong(request.asked)}. You are told in a direct message what becomes of it.`,
        actions([cancelButton(request)]),
      );

/** An asking for what is waiting already. */
export const pendingAnswer = (request: Request): SlackMessage =>
  answer(
    mrkdwn`You are waiting for ${wishOf(request.asked)} already, ${howLong(request.asked)}: no second request was made. Cancel it first to ask for something else.`,
    actions([cancelButton(request)]),
  );

/** What was ended or cancelled by name. */
export const endedAnswer = (requests: readonly Request[]): SlackMessage => {
  const line = ({ asked, status }: Request): Mrkdwn =>
    status.kind === 'cancelled'
      ? mrkdwn`Your request for ${wishOf(asked)} is cancelled.`
      : mrkdwn`Your access to ${targetOf(asked)} is being ended. IAM can take a minute until it is refused everywhere.`;
  const { shown, more } = firstOf(requests, MOST_NAMED);
  const rest = more === 0 ? [] : [mrkdwn`and ${more} more`];
  return answer(joined([...shown.map(line), ...rest], '\n'));
};

/** Nothing of that name is open. */
export const nothingOpenAnswer = (
  name: string,
  { open, nearest }: { readonly open: readonly RequestSummary[]; readonly nearest: readonly string[] },
): SlackMessage => {
  const targets = [...new Set(open.map(({ target }) => target))];
  const { shown, more } = firstOf(targets, MOST_NAMED);
  const has =
    targets.length === 0
      ? mrkdwn`You hold nothing at the moment and wait for nothing.`
      : mrkdwn`What you hold or wait for: ${andMore(
          shown.map((target) => code(target)),
          more,
        )}.`;
  const meant =
    nearest.length === 0
      ? mrkdwn``
      : mrkdwn` Did you mean ${joined(
          nearest.map((one) => code(one)),
          ' or ',
        )}?`;
  return answer(
    mrkdwn`You hold nothing called ${code(clip(name, 60))} and wait for nothing of that name.${meant} ${has}`,
  );
};

/** A command that could not be read. */
export const notUnderstoodAnswer = ({ why, tryThis }: { why: string; tryThis: string }): SlackMessage => {
  const said = `${why.charAt(0).toUpperCase()}${why.slice(1)}.`;
  const next = `Try: /assume ${tryThis}`;
  return message(mrkdwn`${clip(said, 300)} ${clip(next, 300)}`, [...plainSection(said), ...plainSection(next)]);
};

/** The form could not be shown; the command can say the same. */
export const noFormAnswer = (): SlackMessage =>
  answer(
    mrkdwn`Slack did not open the form. Try again, or ask in one line: ${code('/assume prod-s3 1h why you need it')}. ${code('/assume list')} shows the names.`,
  );

/** Nothing can be asked for. */
export const nothingAskableAnswer = (isIncomplete: boolean): SlackMessage =>
  answer(
    isIncomplete
      ? mrkdwn`Nothing can be shown at the moment: what you may ask for hangs on a Slack user group whose members are not known. Try again in a few minutes.`
      : mrkdwn`There is nothing that you may ask for. Have those who keep the catalog add you to the requesters of what you need.`,
  );
