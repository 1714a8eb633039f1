import { validateMessage } from '@assume-bot/local-slack/blocks/validate-message';
import { validateView } from '@assume-bot/local-slack/blocks/validate-view';
import type { types } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import { type SlackMessage, sentence } from '../../../../functions/adapters/slack/blocks.ts';
import { infoModal } from '../../../../functions/adapters/slack/inputs.ts';
import {
  dryRunAnswer,
  endedAnswer,
  helpMessage,
  nothingOpenAnswer,
  openAnswer,
  refusalMessage,
  requestedAnswer,
} from '../../../../functions/adapters/slack/views/answers.ts';
import { requestCard } from '../../../../functions/adapters/slack/views/card.ts';
import { holderMessage } from '../../../../functions/adapters/slack/views/holder-message.ts';
import { homeTab } from '../../../../functions/adapters/slack/views/home.ts';
import { listMessage } from '../../../../functions/adapters/slack/views/list.ts';
import { approvalModal, denyModal, emergencyReviewModal } from '../../../../functions/adapters/slack/views/modals.ts';
import { noticeMessage, operatorsMessage } from '../../../../functions/adapters/slack/views/notice.ts';
import { requestModal } from '../../../../functions/adapters/slack/views/request-modal.ts';
import { parseSlackChannelId } from '../../../../functions/core/names.ts';
import type { HomeTab } from '../../../../functions/core/request/home-tab.ts';
import { previewOf } from '../../../../functions/core/request/preview.ts';
import { explainMistake } from '../../../../functions/core/text/requests.ts';
import { threadLine } from '../../../../functions/core/text/thread.ts';
import { aCatalog, idOf, U } from '../../../support/builders.ts';
import {
  aRequest,
  factsWith,
  LONGEST_BUNDLE,
  longestCatalog,
  longestRequest,
  longestRules,
  NOW,
  requestableOf,
  STATUSES,
  withEvents,
  withProgress,
} from './requests.ts';

const rules = longestRules(300);
const catalog = longestCatalog(rules);
const drawn = { catalog, now: NOW };
const WORDS = `It says ${'&'.repeat(3500)}`;
const requestable = requestableOf(catalog);

const longest = longestRequest(rules.slice(0, 40));

const MANY_TO_REVIEW = Array.from({ length: 300 }, () => ({
  ...longestRequest(rules.slice(0, 40), { requested: { emergency: true } }),
  reviewOwed: { dueBy: NOW, remindAt: NOW, gapMinutes: 60 },
}));

const ofBundle = (roles: number) =>
  Object.values(STATUSES).flatMap((status) => {
    const withWhy = status.kind === 'failed' ? { ...status, why: WORDS } : status;
    const request = longestRequest(rules.slice(0, roles), {
      status: withWhy,
      facts: [{ kind: 'denied', by: U('bob'), why: '&'.repeat(500), catalogHash: 'c', evidence: [] }],
    });
    return [request, ...(['confirmed', 'waiting', 'refused'] as const).map((kind) => withProgress(request, kind))];
  });

const requests = [...Object.values(STATUSES).map((status) => aRequest({ status })), ...ofBundle(1), ...ofBundle(40)];

const messages: readonly (readonly [string, SlackMessage | undefined])[] = [
  ...requests.map((request) => [`card, ${request.status.kind}`, requestCard(request, drawn)] as const),
  ...requests.flatMap((request) =>
    factsWith(WORDS).map(
      (about) =>
        [
          `${about.kind} of a request that is ${request.status.kind}`,
          noticeMessage({ to: U('alice'), how: 'direct', about, at: NOW }, request, drawn),
        ] as const,
    ),
  ),
  ...requests.flatMap((request) =>
    factsWith(WORDS).map(
      (about) =>
        [`${about.kind} in the thread of ${request.status.kind}`, sentence(threadLine(about, request, drawn))] as const,
    ),
  ),
  ...requests.map(
    (request) =>
      [
        `card with all facts about the user, ${request.status.kind}`,
        requestCard(withEvents(request, factsWith(WORDS)), drawn),
      ] as const,
  ),
  ...requests.map((request) => [`holder message, ${request.status.kind}`, holderMessage(request, drawn)] as const),
  ...requests.flatMap((request) => [
    ['requested', requestedAnswer(request)] as const,
    ['already pending', openAnswer(request, U('alice'), drawn.catalog)] as const,
  ]),
  ['ended', endedAnswer(requests)],
  [
    'nothing open',
    nothingOpenAnswer('x'.repeat(4000), {
      open: rules.map(({ name }, index) => ({ id: idOf(index), target: name, status: 'active', requestedAt: NOW })),
      nearest: rules.slice(0, 3).map(({ name }) => name),
    }),
  ],
  [
    'dry run',
    dryRunAnswer(
      { requested: longest.requested, rules, box: { startsAt: NOW, endsAt: NOW } },
      { why: WORDS, next: WORDS, contacts: rules.flatMap(({ approvers }) => approvers) },
    ),
  ],
  ['not understood', refusalMessage(explainMistake({ why: WORDS, tryThis: WORDS }))],
  ['help', helpMessage()],
  ['list of 300 roles', listMessage({ open: [], toDecide: [], toReview: [], requestable }, drawn)],
  [
    'list of 300 roles and as many requests',
    listMessage({ open: requests, toDecide: requests, toReview: MANY_TO_REVIEW, requestable }, drawn),
  ],
  [
    'list of 300 requests',
    listMessage(
      {
        open: Array.from({ length: 300 }, () => longestRequest(rules)),
        toDecide: Array.from({ length: 300 }, () => longestRequest(rules)),
        toReview: MANY_TO_REVIEW,
        requestable,
      },
      drawn,
    ),
  ],
  [
    'list of 40 accounts',
    listMessage(
      { open: [], toDecide: [], toReview: [], requestable: requestableOf(longestCatalog(longestRules(300, 40), 40)) },
      drawn,
    ),
  ],
  [
    'list of nothing',
    listMessage({ open: [], toDecide: [], toReview: [], requestable: requestableOf(aCatalog([])) }, drawn),
  ],
  ['operators', operatorsMessage(WORDS)],
  ['operators, without text', operatorsMessage('')],
  ['refusal', refusalMessage({ why: WORDS, next: WORDS, contacts: rules.flatMap(({ approvers }) => approvers) })],
];

describe('every message', () => {
  it.each(messages)('stays within the limits of Slack with the longest values: %s', (_, message) => {
    expect(message === undefined ? [] : validateMessage(message)).toEqual([]);
  });

  it.each(messages)('has a meaningful text for notifications and screen readers: %s', (_, message) => {
    expect(message?.text ?? 'nothing is sent').toMatch(/\w+ \w+/);
    expect((message?.text ?? '').length).toBeLessThanOrEqual(3500);
  });
});

/** Every button in a message or view, at any depth. */
const buttonsIn = (value: unknown): readonly types.Button[] => {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.values(value).flatMap(buttonsIn);
  return 'type' in value && value.type === 'button' ? [value as types.Button, ...inside] : inside;
};

/** WCAG 2.5.3: the accessible name must begin with the visible label, for users of speech input. */
const nameless = (drawn: unknown) =>
  buttonsIn(drawn).filter(
    ({ accessibility_label: label, text }) => label !== undefined && !label.startsWith(text.text),
  );

describe('every button', () => {
  it.each(messages)('has an accessible name that begins with its label: %s', (_, message) => {
    expect(nameless(message)).toEqual([]);
  });
});

const chosen = (name: string | undefined) => {
  const preview = name === undefined ? undefined : previewOf(catalog, name);
  if (preview === undefined) throw new Error(`nothing is called ${name}`);
  return { chosen: preview };
};

const emptyHome = { kind: 'home', held: [], pending: [], toDecide: [], toReview: [], recent: [] } as const;
const manyOf = (kind: keyof typeof STATUSES) =>
  Array.from({ length: 300 }, () => longestRequest(rules.slice(0, 40), { status: STATUSES[kind] }));
const fullHome: HomeTab = {
  kind: 'home',
  held: manyOf('active'),
  pending: manyOf('pending'),
  toDecide: manyOf('pending'),
  toReview: MANY_TO_REVIEW,
  recent: manyOf('denied'),
  requestable,
};

describe('every view', () => {
  it.each([
    ['request form, 300 roles', requestModal({ requestable, now: NOW })],
    [
      'request form, 99 roles',
      requestModal({ requestable: requestableOf(longestCatalog(longestRules(99))), now: NOW }),
    ],
    [
      'request form, 99 roles in 99 accounts',
      requestModal({ requestable: requestableOf(longestCatalog(longestRules(99, 99), 99)), now: NOW }),
    ],
    ['request form, one role', requestModal({ requestable: requestableOf(aCatalog()), now: NOW })],
    [
      'request form with one of 300 roles selected',
      requestModal({
        requestable,
        ...chosen(rules[0]?.name),
        now: NOW,
        problem: WORDS,
        draft: { reason: WORDS, when: WORDS, emergency: true },
      }),
    ],
    [
      'request form with the longest bundle selected',
      requestModal({ requestable, ...chosen(LONGEST_BUNDLE), isForOthers: true, now: NOW }),
    ],
    [
      'request form with a start time',
      requestModal({ requestable, ...chosen(LONGEST_BUNDLE), startsAt: new Date('2030-01-03T09:00:00Z'), now: NOW }),
    ],
    [
      'request form with the longest ticket patterns',
      requestModal({
        requestable,
        chosen: { ...chosen(LONGEST_BUNDLE).chosen, tickets: rules.map(() => ({ pattern: 'T'.repeat(200) })) },
        now: NOW,
      }),
    ],
    ['Home tab of a new user', homeTab({ ...emptyHome, requestable: requestableOf(aCatalog()) }, drawn)],
    ['Home tab without roles to request', homeTab({ ...emptyHome, requestable: requestableOf(aCatalog([])) }, drawn)],
    [
      'Home tab during a lockdown',
      homeTab(
        {
          ...fullHome,
          requestable: {
            accounts: [],
            bundles: [],
            unread: [],
            blocked: { kind: 'locked_down', by: U('carol'), why: 'x'.repeat(500) },
          },
        },
        drawn,
      ),
    ],
    ['Home tab with 300 of everything', homeTab(fullHome, drawn)],
    [
      'Home tab with 300 roles in 100 accounts',
      homeTab({ ...fullHome, requestable: requestableOf(longestCatalog(longestRules(300, 100), 100)) }, drawn),
    ],
    [
      'Home tab with the maximum of roles that are listed individually',
      homeTab({ ...fullHome, requestable: requestableOf(longestCatalog(longestRules(16), 3)) }, drawn),
    ],
    [
      'Home tab of a guest',
      homeTab({ kind: 'refused', refusal: { kind: 'not_a_member', accountStatus: 'guest' } }, drawn),
    ],
    ['denial form', denyModal(longest)],
    ['form to review an emergency', emergencyReviewModal(longest, true)],
    [
      'form to approve with a comment and a shorter time',
      approvalModal(longest, drawn, { channel: parseSlackChannelId('C0APPROVALS'), ts: '1.0' }),
    ],
    [
      'form without a shorter time',
      approvalModal(aRequest({ requested: { duration: { kind: 'for', minutes: 1 } } }), drawn),
    ],
    ['information in a modal', infoModal('x'.repeat(100), openAnswer(longest, U('alice'), drawn.catalog).blocks)],
  ])('stays within the limits of Slack with the longest values: %s', (_, view) => {
    expect(validateView(view)).toEqual([]);
    expect(nameless(view)).toEqual([]);
  });
});
