import type { types } from '@slack/bolt';
import type { Requestable } from '../../../core/authority/requestable.ts';
import type { Catalog } from '../../../core/catalog/catalog.ts';
import type { HomeTab } from '../../../core/request/home-tab.ts';
import { accessRows } from '../../../core/request/rows.ts';
import { statusText, summary } from '../../../core/text/card.ts';
import { clip, firstOf } from '../../../core/text/clip.ts';
import { emergencyToReview } from '../../../core/text/emergency.ts';
import { explainAccountRefusal } from '../../../core/text/explain-account.ts';
import { explainBlocked } from '../../../core/text/explain-blocked.ts';
import { BUTTON } from '../../../core/text/forms.ts';
import { openText } from '../../../core/text/holder.ts';
import {
  delegationText,
  entryLine,
  entryNames,
  HOME,
  leftOutText,
  requestableGroups,
} from '../../../core/text/lists.ts';
import { reasonOf, subjectOf } from '../../../core/text/phrases.ts';
import { text } from '../../../core/text/text.ts';
import type { DrawContext } from '../../../usecases/ports.ts';
import { actions, context, lineSections, type MessageBlock, plain, plainSection, section } from '../blocks.ts';
import { decisionButtons, endButton, requestAccessButton, reviewButtons, rowButtons } from './buttons.ts';
import { explanationBlocks } from './explained.ts';

/** A view has at most 100 blocks. */
const MOST = {
  held: 10,
  pending: 5,
  toDecide: 8,
  delegations: 3,
  toReview: 4,
  oneByOne: 20,
  accounts: 20,
  names: 30,
  recent: 5,
} as const;
const REASON = 300;
const DESCRIPTION = 120;
const WORDS = 600;

/** The Home tab of a user: emergencies to review, access, pending requests, requests to decide, what can be requested, and recent requests. */
export const homeTab = (home: HomeTab, drawn: DrawContext): types.HomeView => ({
  type: 'home',
  callback_id: 'home',
  blocks: home.kind === 'refused' ? [...explanationBlocks(explainAccountRefusal(home.refusal))] : all(home, drawn),
});

const all = (home: Extract<HomeTab, { kind: 'home' }>, drawn: DrawContext): MessageBlock[] => [
  ...lockdownBlocks(home.requestable, drawn.catalog),
  ...part(HOME.toReview, home.toReview, MOST.toReview, (request) => [
    section(emergencyToReview(request, drawn.now)),
    ...plainSection(reasonOf(request.requested.reason, REASON)),
    ...reviewButtons(request),
  ]),
  ...(home.held.length === 0 ? [header(HOME.held), ...plainSection(HOME.none)] : []),
  ...part(HOME.held, accessRows(home.held, drawn.now), MOST.held, (row) => [
    section(openText(row.request, drawn.now, row.others.length)),
    ...actions(rowButtons(row, drawn.catalog)),
  ]),
  ...part(HOME.pending, home.pending, MOST.pending, (request) => [
    section(openText(request, drawn.now), endButton(request)),
  ]),
  ...part(HOME.toDecide, home.toDecide, MOST.toDecide, (request) => [
    section(summary(request)),
    ...plainSection(reasonOf(request.requested.reason, REASON)),
    ...actions(decisionButtons(request, drawn)),
  ]),
  ...(home.delegations ?? []).slice(0, MOST.delegations).map((one) => context(delegationText(one))),
  ...requestable(home.requestable, drawn.catalog),
  ...part(HOME.recent, home.recent, MOST.recent, (request) => {
    const { text: status, words } = statusText(request, drawn);
    return [context(text`${subjectOf(request.requested)}: ${status}${words && text` ${clip(words, WORDS)}`}`)];
  }),
];

/** First on the tab: a lockdown changes what everything else on it means. */
const lockdownBlocks = ({ blocked }: Requestable, catalog: Catalog): readonly MessageBlock[] =>
  blocked?.kind === 'locked_down'
    ? [header(HOME.lockdown), ...explanationBlocks(explainBlocked(blocked, catalog))]
    : [];

const header = (title: string): MessageBlock => ({ type: 'header', text: plain(title, 150) });

const part = <One>(
  title: string,
  requests: readonly One[],
  most: number,
  draw: (request: One) => readonly MessageBlock[],
): readonly MessageBlock[] => {
  if (requests.length === 0) return [];
  const { shown, more } = firstOf(requests, most);
  return [header(title), ...shown.flatMap(draw), ...(more === 0 ? [] : [context(leftOutText(more, 'other'))])];
};

/** One by one with a button each if they fit, else by name. */
const requestable = (available: Requestable, catalog: Catalog): readonly MessageBlock[] => {
  const { blocked } = available;
  if (blocked?.kind === 'locked_down') return [];
  if (blocked !== undefined) return [header(HOME.requestable), ...explanationBlocks(explainBlocked(blocked, catalog))];
  const groups = requestableGroups(available);
  if (groups.length === 0) return [header(HOME.requestable), ...plainSection(HOME.nothingRequestable)];
  const lines = groups.reduce((sum, { entries }) => sum + entries.length + 1, 0);
  const { shown, more } = firstOf(groups, MOST.accounts);
  return [
    header(HOME.requestable),
    ...actions([requestAccessButton(BUTTON.requestAccess)]),
    ...shown.flatMap(({ title, entries }) =>
      lines <= MOST.oneByOne
        ? [
            section(title),
            ...entries.map((entry) =>
              section(entryLine(entry, DESCRIPTION), requestAccessButton(BUTTON.request, entry.name)),
            ),
          ]
        : lineSections([title, entryNames(entries, MOST.names)]),
    ),
    ...(more === 0 ? [] : [context(leftOutText(more, 'accounts'))]),
  ];
};
