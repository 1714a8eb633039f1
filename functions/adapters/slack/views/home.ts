import type { types } from '@slack/bolt';
import type { Requestable } from '../../../core/authority/requestable.ts';
import type { AccessName } from '../../../core/names.ts';
import type { HomeTab } from '../../../core/request/home-tab.ts';
import type { Request } from '../../../core/request/request.ts';
import { formatDuration } from '../../../core/schedule/duration.ts';
import { explainAccountRefusal } from '../../../core/text/explain-account.ts';
import type { DrawContext } from '../../../usecases/ports.ts';
import { actions, context, lineSections, type MessageBlock, plain, plainSection, section } from '../blocks.ts';
import { clip, firstOf } from '../clip.ts';
import { code, joined, type Mrkdwn, mrkdwn } from '../mrkdwn.ts';
import { endButton, holdingButtons, requestAccessButton } from './buttons.ts';
import { decisionButtons, headlineOf } from './card.ts';
import { explanationBlocks } from './explained.ts';
import { openLine } from './list.ts';
import { statusOf } from './status.ts';
import { accountsOf, howLong, subjectOf } from './words.ts';

/** A view has 100 blocks at most: so many entries of each part, and the rest is named with where to find it. */
const MOST = { held: 10, pending: 5, toDecide: 8, oneByOne: 20, accounts: 20, names: 30, recent: 5 } as const;
const REASON = 300;
const DESCRIPTION = 120;

/** Somebody's Home tab: what they have, what they wait for, what waits for them, what there is, what was. */
export const homeTab = (home: HomeTab, drawn: DrawContext): types.HomeView => ({
  type: 'home',
  callback_id: 'home',
  blocks: home.kind === 'refused' ? [...explanationBlocks(explainAccountRefusal(home.refusal))] : all(home, drawn),
});

const all = (home: Extract<HomeTab, { kind: 'home' }>, drawn: DrawContext): MessageBlock[] => [
  ...part('My access', home.held, MOST.held, 'You hold nothing at the moment.', (request) => [
    section(openLine(request, drawn.now)),
    ...actions(holdingButtons(request, drawn.catalog)),
  ]),
  ...(home.pending.length === 0
    ? []
    : part('What I wait for', home.pending, MOST.pending, '', (request) => [
        section(openLine(request, drawn.now), endButton(request)),
      ])),
  ...(home.toDecide.length === 0
    ? []
    : part('What waits for my decision', home.toDecide, MOST.toDecide, '', (request) => toDecide(request, drawn))),
  ...requestable(home.requestable),
  ...(home.recent.length === 0
    ? []
    : part('What was', home.recent, MOST.recent, '', (request) => [
        context(mrkdwn`${subjectOf(request.requested)}: ${statusOf(request, drawn).text}`),
      ])),
];

const header = (text: string): MessageBlock => ({ type: 'header', text: plain(text, 150) });

const part = (
  title: string,
  requests: readonly Request[],
  most: number,
  none: string,
  draw: (request: Request) => readonly MessageBlock[],
): readonly MessageBlock[] => {
  const { shown, more } = firstOf(requests, most);
  return [
    header(title),
    ...shown.flatMap(draw),
    ...(requests.length === 0 ? plainSection(none) : []),
    ...(more === 0 ? [] : [context(mrkdwn`and ${more} more, not shown here.`)]),
  ];
};

const toDecide = (request: Request, drawn: DrawContext): readonly MessageBlock[] => {
  const { requested } = request;
  return [
    section(mrkdwn`${headlineOf(request)} in ${accountsOf(requested)}, ${howLong(requested)}`),
    ...plainSection(requested.reason === '' ? 'No reason given.' : `Reason: ${clip(requested.reason, REASON)}`),
    ...decisionButtons(request, drawn),
  ];
};

const requestable = ({ accounts, bundles }: Requestable): readonly MessageBlock[] => {
  const roles = accounts.reduce((count, account) => count + account.roles.length, 0);
  if (roles + bundles.length === 0) return [header('What I can ask for'), ...plainSection('Nothing at the moment.')];
  const groups = [
    ...(bundles.length === 0 ? [] : [{ title: mrkdwn`*Bundles*`, those: bundles.map(bundleEntry) }]),
    ...accounts.map(({ account, roles: those }) => ({
      title: mrkdwn`*${account.name}* (${account.id})`,
      those: those.map(roleEntry),
    })),
  ];
  const count = roles + bundles.length;
  const isShort = count + groups.length <= MOST.oneByOne;
  const { shown, more } = firstOf(groups, MOST.accounts);
  return [
    header('What I can ask for'),
    ...actions([requestAccessButton('Ask for access…')]),
    ...shown.flatMap(({ title, those }) =>
      isShort
        ? [section(title), ...those.map(({ line, name }) => section(line, requestAccessButton('Ask…', name)))]
        : names(title, those),
    ),
    ...(more === 0 ? [] : [context(mrkdwn`and ${more} more accounts: search for their roles in the form.`)]),
  ];
};

interface Entry {
  readonly name: AccessName;
  readonly line: Mrkdwn;
}

const roleEntry = (rule: Requestable['accounts'][number]['roles'][number]): Entry => ({
  name: rule.name,
  line: mrkdwn`${code(rule.name)}: ${clip(rule.description, DESCRIPTION)} (up to ${formatDuration(rule.durationMinutes.max)})`,
});

const bundleEntry = ({ name, description, roles }: Requestable['bundles'][number]): Entry => ({
  name,
  line: mrkdwn`${code(name)}: ${clip(description, DESCRIPTION)} (${roles.length} roles)`,
});

const names = (title: Mrkdwn, those: readonly Entry[]): readonly MessageBlock[] => {
  const { shown, more } = firstOf(those, MOST.names);
  const listed = joined(
    shown.map(({ name }) => code(name)),
    ', ',
  );
  return lineSections([title, more === 0 ? listed : mrkdwn`${listed} and ${more} more: search for them in the form`]);
};
