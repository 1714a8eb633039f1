import type { Requestable } from '../../../core/authority/requestable.ts';
import type { Request } from '../../../core/request/request.ts';
import { type AccessRow, accessRows } from '../../../core/request/rows.ts';
import { firstOf, fitting } from '../../../core/text/clip.ts';
import { requestInView } from '../../../core/text/decisions.ts';
import { emergencyToReview } from '../../../core/text/emergency.ts';
import { explainBlocked } from '../../../core/text/explain-blocked.ts';
import { openText } from '../../../core/text/holder.ts';
import {
  delegationText,
  entryLine,
  LIST,
  leftOutText,
  listText,
  requestableGroups,
  unreadGroupsText,
} from '../../../core/text/lists.ts';
import { codes, reasonOf } from '../../../core/text/phrases.ts';
import { severalText } from '../../../core/text/requests.ts';
import { code, type Text, text } from '../../../core/text/text.ts';
import type { AccessList, DrawContext } from '../../../usecases/ports.ts';
import {
  actions,
  context,
  lineSections,
  type MessageBlock,
  message,
  plainSection,
  type SlackMessage,
  section,
} from '../blocks.ts';
import { mrkdwn } from '../mrkdwn.ts';
import { LIST_BLOCK } from '../surface.ts';
import { decisionButtons, endButton, reviewButtons, rowButtons } from './buttons.ts';
import { explanationBlocks } from './explained.ts';

const MOST_OPEN = 10;
const MOST_TO_DECIDE = 5;
const MOST_TO_REVIEW = 2;
const MOST_DELEGATIONS = 3;
const REASON = 150;
const DESCRIPTION = 80;
const NAMES_IN_LINE = 20;
/** Characters for what can be requested: with the open requests, a message stays within Slack's limit. */
const MOST_CHARACTERS = 8000;

type Listed = Omit<Extract<AccessList, { kind: 'list' }>, 'kind'>;

/** What the user holds and waits for, what they can decide, and what they can request by account. */
export const listMessage = (
  { open, toDecide, toReview, requestable, delegations = [] }: Listed,
  drawn: DrawContext,
): SlackMessage => {
  const { shown, more } = firstOf(accessRows(open, drawn.now), MOST_OPEN);
  const { blocked, unread } = requestable;
  return message(listText(open, { toDecide: toDecide.length, toReview: toReview.length }, requestable, drawn.catalog), [
    ...reviewBlocks(toReview, drawn.now),
    section(open.length === 0 ? LIST.none : LIST.open),
    ...shown.flatMap((row, index) => inList(index, rowBlocks(row, drawn))),
    ...(more === 0 ? [] : [section(leftOutText(more, 'open'))]),
    ...decisionBlocks(toDecide, drawn),
    ...delegations.slice(0, MOST_DELEGATIONS).map((one) => context(delegationText(one))),
    ...(blocked === undefined
      ? requestableBlocks(requestable)
      : explanationBlocks(explainBlocked(blocked, drawn.catalog))),
    ...(unread.length === 0 ? [] : [context(unreadGroupsText(requestable))]),
  ]);
};

/** A click in a block with this name redraws the list. */
const inList = (name: string | number, blocks: readonly MessageBlock[]): readonly MessageBlock[] =>
  blocks.map((block, index) => ({ ...block, block_id: `${LIST_BLOCK}${name}.${index}` }));

const rowBlocks = (row: AccessRow, { catalog, now }: DrawContext): readonly MessageBlock[] => {
  const line = openText(row.request, now, row.others.length);
  const buttons = rowButtons(row, catalog);
  const [only] = buttons;
  return buttons.length === 1 ? [section(line, only)] : [section(line), ...actions(buttons)];
};

/** Without the reasons, which the forms behind the buttons show: a message has at most 50 blocks. */
const reviewBlocks = (toReview: readonly Request[], now: Date): readonly MessageBlock[] =>
  part(LIST.toReview, firstOf(toReview, MOST_TO_REVIEW), (request, index) =>
    inList(`review${index}`, [section(emergencyToReview(request, now)), ...reviewButtons(request)]),
  );

const decisionBlocks = (toDecide: readonly Request[], drawn: DrawContext): readonly MessageBlock[] =>
  part(LIST.toDecide, firstOf(toDecide, MOST_TO_DECIDE), (request, index) =>
    inList(`decide${index}`, [
      section(requestInView(request)),
      ...plainSection(reasonOf(request.requested.reason, REASON)),
      ...actions(decisionButtons(request, drawn)),
    ]),
  );

const part = (
  title: Text,
  { shown, more }: { readonly shown: readonly Request[]; readonly more: number },
  draw: (request: Request, index: number) => readonly MessageBlock[],
): readonly MessageBlock[] => {
  if (shown.length === 0) return [];
  return [section(title), ...shown.flatMap(draw), ...(more === 0 ? [] : [section(leftOutText(more, 'to_decide'))])];
};

/** Several requests that a name could mean, each with the button to end it. */
export const severalAnswer = (name: string, requests: readonly Request[], now: Date): SlackMessage => {
  const { shown, more } = firstOf(requests, MOST_OPEN);
  const headline = severalText(name);
  return message(headline, [
    section(headline),
    ...shown.map((request) => section(openText(request, now), endButton(request))),
    ...(more === 0 ? [] : [section(leftOutText(more, 'other'))]),
  ]);
};

const EMPTY_LINE = text``;

/** With descriptions if they fit, else names only, else as many names as fit. */
const requestableBlocks = (requestable: Requestable): readonly MessageBlock[] => {
  const groups = requestableGroups(requestable);
  if (groups.length === 0) return [section(LIST.nothingRequestable)];
  const lengthOf = (lines: readonly Text[]) => lines.reduce((sum, line) => sum + mrkdwn(line).length + 2, 0);
  const all = groups.flatMap(({ title, entries }) => [
    EMPTY_LINE,
    title,
    ...entries.map((entry) => text`• ${entryLine(entry, DESCRIPTION)}`),
  ]);
  const headline = section(LIST.requestable);
  if (lengthOf(all) <= MOST_CHARACTERS) return [headline, ...lineSections(all.slice(1))];

  const entries = groups.flatMap((group) => group.entries);
  const lengths = groups.flatMap(({ title, entries }) =>
    entries.map(({ name }, index) => lengthOf(index === 0 ? [title, code(name)] : [code(name)])),
  );
  const { shown, more } = firstOf(entries, fitting(lengths, MOST_CHARACTERS));
  const named = new Set(shown);
  const lines = groups.flatMap(({ title, entries }) => {
    const names = entries.filter((entry) => named.has(entry)).map(({ name }) => name);
    return names.length === 0 ? [] : [EMPTY_LINE, title, ...namesInLines(names)];
  });
  return [
    headline,
    ...lineSections(lines.slice(1)),
    ...(more === 0 ? [] : [section(leftOutText(more, 'requestable'))]),
  ];
};

/** Names side by side, in lines that fit into a section. */
const namesInLines = (names: readonly string[]): readonly Text[] =>
  Array.from({ length: Math.ceil(names.length / NAMES_IN_LINE) }, (_, row) =>
    codes(names.slice(row * NAMES_IN_LINE, (row + 1) * NAMES_IN_LINE), NAMES_IN_LINE),
  );
