import type { RequestFact } from '../../../../functions/core/request/facts.ts';
import type { EndReason } from '../../../../functions/core/request/request.ts';
import * as activation from '../../../../functions/core/text/activation.ts';
import * as admins from '../../../../functions/core/text/admins.ts';
import { apiText } from '../../../../functions/core/text/api.ts';
import * as card from '../../../../functions/core/text/card.ts';
import * as conditions from '../../../../functions/core/text/conditions.ts';
import * as decisions from '../../../../functions/core/text/decisions.ts';
import * as delegates from '../../../../functions/core/text/delegates.ts';
import * as emergencyText from '../../../../functions/core/text/emergency.ts';
import { explainExtendRefusal } from '../../../../functions/core/text/explain-extend.ts';
import * as explainTickets from '../../../../functions/core/text/explain-ticket.ts';
import * as forms from '../../../../functions/core/text/forms.ts';
import * as help from '../../../../functions/core/text/help.ts';
import * as holder from '../../../../functions/core/text/holder.ts';
import * as interruptedApply from '../../../../functions/core/text/interrupted-apply.ts';
import * as lists from '../../../../functions/core/text/lists.ts';
import * as notices from '../../../../functions/core/text/notices.ts';
import * as operators from '../../../../functions/core/text/operators.ts';
import * as preview from '../../../../functions/core/text/preview.ts';
import * as requests from '../../../../functions/core/text/requests.ts';
import { code, text } from '../../../../functions/core/text/text.ts';
import * as thread from '../../../../functions/core/text/thread.ts';
import * as tickets from '../../../../functions/core/text/tickets.ts';
import { inForce } from '../../../support/a-request.ts';
import { alice, aRule } from '../../../support/builders.ts';
import {
  at,
  automatic,
  catalog,
  context,
  emergency,
  extension,
  factOf,
  facts,
  idOf,
  inStatus,
  NOW,
  ofBundle,
  onBehalf,
  requestable,
  reviewedOnce,
  STATUSES,
  scheduled,
  U,
  unread,
  withoutDescriptions,
} from './data.ts';
import * as refusals from './every-refusal.ts';
import { examplesOf } from './registry.ts';

const each = <One, Arguments>(
  ones: Readonly<Record<string, One>>,
  args: (one: One) => Arguments,
): Record<string, Arguments> => Object.fromEntries(Object.entries(ones).map(([name, one]) => [name, args(one)]));

const delegation = {
  by: U('carol'),
  to: U('bob'),
  since: NOW,
  until: new Date('2030-01-05T00:00:00Z'),
};
const { openedState: _, ...messagesOfApply } = interruptedApply;
const NAMES = { U0BOB: { name: 'Bob' }, U0CAROL: { name: 'Carol' } };
const automaticExtension = {
  ...extension,
  requested: { ...extension.requested, extends: { ...extension.requested.extends, automatic: true } as never },
};
const { pending, active, cancelled, ended } = inStatus;
const own = { 'a role': pending, 'a bundle': ofBundle, 'with a start': scheduled, 'an extension': extension };
const staged = aRule({
  approvals: 3,
  stages: [
    { approvers: [{ kind: 'user', id: U('bob') }], approvals: 1 },
    {
      approvers: [
        { kind: 'user', id: U('carol') },
        { kind: 'onCall', id: 'security' },
      ],
      approvals: 2,
      fromDifferent: true,
      hours: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], fromMinute: 540, untilMinute: 1080, zone: 'Europe/Berlin' }],
    },
  ],
});
const everyFact: Readonly<Record<string, RequestFact>> = Object.fromEntries(facts.map((fact) => [fact.kind, fact]));
const endings: Readonly<Record<string, RequestFact>> = Object.fromEntries(
  (
    [
      'expired',
      'released',
      'offboarded',
      'lockdown',
      'base_ended',
      'tampered',
      'evidence_closed',
    ] as const satisfies EndReason[]
  ).map((reason) => [
    `ended: ${reason}`,
    { kind: 'ended', reason, ...(reason === 'released' || reason === 'lockdown' ? { by: U('carol') } : {}) },
  ]),
);
/** The facts that other messages show to the holder. */
const SHOWN_ELSEWHERE = new Set<string>([
  ...['requested', 'imported', 'prepared', 'reminded', 'approval_counted', 'approved', 'activated', 'start_checked'],
  'tickets_checked',
  'extended',
]);
const notified = Object.fromEntries(Object.entries(everyFact).filter(([kind]) => !SHOWN_ELSEWHERE.has(kind)));
const lockdown = { isOn: true, at: NOW, by: U('carol'), why: 'keys have leaked' } as never;
const command = 'npx --no assume-bot terraform blocks release --for U0ALICE';
const held = { startsAt: NOW, endsAt: at('13:00') };
const owed = { ...emergency, reviewOwed: { dueBy: at('16:00'), remindAt: at('14:00'), gapMinutes: 120 } };
const reviewed = { ...emergency, events: [{ seq: 0, at: NOW, hash: '', fact: factOf('emergency_reviewed') }] };
const [entry] = lists.requestableGroups(requestable).flatMap(({ entries }) => entries) as [lists.Entry];

export const examples = [
  examplesOf(
    'The API of users',
    'api.ts',
    { ...apiText },
    {
      unknownCaller: { 'a role': ['arn:aws:sts::222222222222:assumed-role/ci/build'], 'without an ARN': [''] },
      ambiguousCaller: { 'two users': ['arn:aws:iam::111111111111:user/alice'] },
      tooLarge: { 'a long body': [1000] },
      notUnderstood: { 'a wrong name': ['?name= with the name of a role or bundle'] },
      noAccess: { 'a role': ['prod-s3'] },
      extension: {
        ...each({ pending: extension, 'no approval needed': automaticExtension }, (one) => [one, context, NAMES]),
        ...each({ approved: inStatus.approved, denied: inStatus.denied }, ({ status }) => [
          { ...extension, status },
          context,
          NAMES,
        ]),
      },
      otherRequest: { pending: [pending, NAMES], active: [active, NAMES] },
      refusal: {
        'an extension that is too long': [
          explainExtendRefusal(
            { kind: 'extension_too_long', requestedMinutes: 120, maxMinutes: 60 },
            { name: 'prod-s3', catalog },
          ),
          NAMES,
        ],
      },
    },
  ),
  examplesOf('Requests and ends', 'requests.ts', requests, {
    requestedText: each(
      { ...own, 'no approval needed': automatic, 'on behalf of alice': onBehalf, emergency },
      (one) => [one],
    ),
    pendingText: {
      'the holder requests again': [pending, U('alice')],
      'the user who requested it on behalf of alice': [onBehalf, U('dave')],
      'another user on behalf of alice': [pending, U('bob')],
    },
    alreadyHeldText: { 'the holder': [active, U('alice')], 'another user on behalf of alice': [active, U('bob')] },
    explainVerb: { extedn: ['extedn', 'extend prod-s3 30m'] },
    severalText: { 'two requests': ['prod-s3'] },
    explainMistake: {
      'without a suggestion': [{ why: '"@alice" was not recognized as a user', tryThis: '' }],
      'a command with a mistake': [{ why: '"1x" is not a duration', tryThis: 'prod-s3 1h' }],
    },
    nothingRequestableText: { 'no role': [false], 'an unreadable group': [true] },
    endedText: {
      'access and a request': [[active, cancelled], []],
      'requests that could not be read': [[], [idOf(1), idOf(2)]],
    },
    notEndedText: { 'requests that could not be read': [[idOf(1)]] },
    nothingToEndText: {
      'an unknown name': ['prod-s4', ['prod-s3'], []],
      'a similar name': ['prod-s4', ['prod-s3'], ['prod-s3']],
      'no open requests': ['prod-s4', [], []],
    },
  }),
  examplesOf('Requests: preview', 'preview.ts', preview, {
    whoApproves: {
      'one approval': [[aRule()]],
      'no approval': [[aRule({ approvals: 0 })]],
      stages: [[staged]],
    },
    previewText: {
      'a role': [
        { rules: [aRule()], durationMinutes: { default: 60, max: 480 }, ruleNames: [] },
        { minutes: 60, now: NOW },
      ],
      'several rules': [
        { rules: [aRule()], durationMinutes: { default: 60, max: 480 }, ruleNames: ['on call', 'office hours'] },
        { minutes: 60, now: NOW },
      ],
      'with a start': [
        { rules: [aRule()], durationMinutes: { default: 60, max: 480 }, ruleNames: [] },
        { minutes: 60, startsAt: at('14:00'), now: NOW },
      ],
    },
    dryRunText: {
      'a role': [{ requested: pending.requested, rules: [aRule()], box: held }],
      'a named rule': [{ requested: pending.requested, rules: [aRule({ ruleName: 'office hours' })], box: held }],
      'with a start': [{ requested: scheduled.requested, rules: [aRule()], box: held }],
      'a role with conditions': [
        { requested: pending.requested, rules: [aRule({ conditions: { mfa: {} } })], box: held },
      ],
    },
  }),
  examplesOf('Requests: conditions', 'conditions.ts', conditions, {
    conditionTexts: {
      'a role with MFA': [[aRule({ conditions: { mfa: { maxAgeSeconds: 3600 } } })]],
      'a role with every kind': [
        [
          aRule({
            conditions: { mfa: {}, sourceIp: ['203.0.113.0/24', '2001:db8::/32'], principalOrgId: 'o-a1b2c3d4e5' },
          }),
        ],
      ],
      'a role in a VPC': [[aRule({ conditions: { vpc: ['vpc-0a1b2c3d4e5f60718'] } })]],
    },
  }),
  examplesOf('Requests: the card', 'card.ts', card, {
    headline: each({ ...own, 'on behalf of alice': onBehalf, emergency, denied: inStatus.denied }, (one) => [one]),
    summary: { 'a role': [pending] },
    cardTexts: { pending: [pending, context], failed: [inStatus.failed, context] },
    cardFields: each({ 'a role': pending, 'a bundle': ofBundle, 'an extension': extension }, (one) => [one, context]),
    bundleLines: { 'a bundle': [reviewedOnce, context], 'roles without a description': [withoutDescriptions, context] },
    statusText: each({ ...inStatus, 'pending, some approvals': reviewedOnce }, (one) => [one, context]),
    statusDetails: { pending: [pending, context], active: [active, context], ended: [ended, context] },
    refusedRoles: {
      'a role that IAM refused': [pending, [{ arn: aRule().arn, kind: 'refused', why: 'IAM refused it.' }]],
    },
  }),
  examplesOf('Requests: decisions', 'decisions.ts', decisions, {
    requestInView: { 'a role': [pending], 'on behalf of alice': [onBehalf], 'an emergency': [emergency] },
    approvalNotes: {
      'a comment': [
        { events: [{ seq: 0, at: NOW, hash: '', fact: { ...factOf('approved'), note: 'only for the report' } }] },
      ],
    },
  }),
  examplesOf('Requests: the thread of the card', 'thread.ts', thread, {
    threadLine: each({ ...everyFact, ...endings }, (fact) => [fact, pending, context]),
    onBehalfLine: { 'denied, to the user who requested it': [factOf('denied'), onBehalf, context] },
  }),
  examplesOf('The holder: notifications', 'notices.ts', notices, {
    noticeText: {
      ...each({ ...notified, ...endings }, (fact) => [fact, active, U('alice'), context] as const),
      'ended by the holder': [{ kind: 'ended', reason: 'released', by: U('alice') }, ended, U('alice'), context],
    },
    heldText: { 'access that was used': [pending, { startsAt: NOW, at: at('12:30') }] },
    refusedClickText: { 'a click on Approve': ['approve', pending] },
  }),
  examplesOf('The holder: the message with a button', 'holder.ts', holder, {
    decidedText: each(
      { approved: inStatus.approved, denied: inStatus.denied, cancelled, lapsed: inStatus.lapsed, ended },
      (one) => [one],
    ),
    waitingText: { 'a role': [pending, context], 'a bundle': [reviewedOnce, context] },
    progressOf: { 'a bundle': [reviewedOnce, inForce(reviewedOnce.requested, context.catalog)] },
    usableText: { 'access without details': [active], 'an extension': [{ ...extension, status: STATUSES.active }] },
    cardLink: {
      'a card': [
        {
          cards: [
            { channel: 'C0APPROVALS', ts: '1.1', link: 'https://acme.slack.com/archives/C0APPROVALS/p11' } as never,
          ],
        },
      ],
    },
    openText: {
      ...each(inStatus, (one) => [one, NOW] as const),
      'an emergency': [{ ...emergency, status: STATUSES.active }, NOW],
      'with its extension': [{ ...extension, status: STATUSES.active }, NOW, 1],
    },
  }),
  examplesOf('The holder: active access and Terraform', 'activation.ts', activation, {
    activeText: { now: [pending.requested, held, NOW], 'with a start': [pending.requested, held, at('11:00')] },
    activeSummary: { now: [pending.requested, held, NOW] },
    stillWaitingText: { 'a bundle': [ofBundle.requested.roles] },
    sessionStep: { 'a role': ['prod-s3'] },
    moreRolesText: { 'a large bundle': [5] },
    sessionNameText: { 'an IAM user': [alice] },
    profileComment: { 'an account': ['utils'] },
    backendTooLong: { 'a large backend': [command] },
    otherStates: {
      'some keys': [[{ key: 'a.tfstate' }, { key: 'b.tfstate' }], 1, command],
      'a workspace': [[{ key: 'a.tfstate', workspace: 'dev' }], 1, command],
      'long keys': [[{ key: 'a.tfstate' }], 0, command],
    },
    sessionVariable: { 'an IAM user': ['TF_VAR_session_name=alice'] },
    moreProviders: { 'a large bundle': [5, command] },
  }),
  examplesOf('The holder: an apply that loses its access', 'interrupted-apply.ts', messagesOfApply, {
    recoverText: { 'a bundle': ['terraform-prod'] },
    recoverByHandText: {
      'one state': [{ bucket: 'states', keys: ['prod/app.tfstate'] }],
      'several states': [{ bucket: 'states', keys: ['prod/app.tfstate', 'prod/network.tfstate'] }],
    },
  }),
  examplesOf('Emergencies', 'emergency.ts', emergencyText, {
    emergencyToReview: { due: [owed, at('12:00')], overdue: [owed, new Date('2031-01-01')] },
    emergencyHeadline: { 'an emergency': [emergency] },
    emergencyDeclared: { 'to a channel': [emergency, 'C0SECURITY'], 'to a user': [emergency, 'U0CAROL'] },
    emergencyStatus: { 'a review is due': [owed, catalog], reviewed: [reviewed, catalog] },
    reviewReminder: {
      due: [{ dueBy: at('16:00'), isOverdue: false }, owed, catalog],
      overdue: [{ dueBy: at('16:00'), isOverdue: true }, owed, catalog],
    },
    emergencyReviewed: { 'not justified': [factOf('emergency_reviewed'), emergency] },
  }),
  examplesOf('Admins', 'admins.ts', admins, {
    whoText: {
      'a role': [{ name: 'prod-s3' }, [pending, inStatus.approved, active], NOW],
      'a role that no user has': [{ name: 'prod-s3' }, [], NOW],
      'a user without access': [{ id: U('alice') }, [], NOW],
    },
    revokedText: { 'access and a request': [U('alice'), [active, cancelled]] },
    nothingToRevokeText: { 'another name': [U('alice'), [active], NOW] },
    revocationToConfirm: { 'two grants': [U('alice'), [active, active]] },
    lockdownToConfirm: { on: [true], off: [false] },
    lockdownText: {
      'turned on': ['turned', lockdown],
      'turned off': ['turned', { ...(lockdown as object), isOn: false } as never],
      'already on': ['already_set', lockdown],
      'already off': ['already_set', { ...(lockdown as object), isOn: false } as never],
    },
    lockdownReason: { 'with a reason': ['keys have leaked'] },
  }),
  examplesOf('Delegates', 'delegates.ts', delegates, {
    explainDelegateRefusal: Object.fromEntries(
      Object.entries({ ...refusals.account, ...refusals.delegate }).map(([kind, one]) => [kind, [one]]),
    ),
    delegatedText: { 'a first one': [delegation], 'another one': [delegation, { ...delegation, to: U('dave') }] },
    delegationEndedText: { 'a delegation': [delegation], 'no delegation': [undefined] },
    delegationsText: { 'a delegation': [[delegation]], 'no delegation': [[]] },
    namedAsDelegateText: { 'a delegation': [delegation] },
    noLongerDelegateText: { 'a delegation': [U('carol')] },
  }),
  examplesOf('Lists and the Home tab', 'lists.ts', lists, {
    requestableGroups: { 'a role and a bundle': [requestable] },
    entryLine: { 'a role': [entry, 80], 'a role without a description': [{ ...entry, description: '' }, 80] },
    optionDescription: { 'a role': [entry], 'a role without a description': [{ ...entry, description: '' }] },
    groupLabel: { 'all shown': ['prod', 3, 3], 'some found': ['prod', 100, 300] },
    delegationText: { 'a delegation': [delegation] },
    entryNames: { 'some names': [[entry, entry], 5], 'many names': [[entry, entry], 1] },
    listText: {
      'no open requests': [[], { toDecide: 0, toReview: 0 }, requestable, catalog],
      'an open request': [[pending], { toDecide: 0, toReview: 0 }, requestable, catalog],
      'an emergency to review': [[], { toDecide: 0, toReview: 1 }, requestable, catalog],
      'a lockdown, and a request to decide': [
        [],
        { toDecide: 1, toReview: 0 },
        { ...requestable, blocked: { kind: 'locked_down', by: U('carol'), why: 'keys have leaked' } },
        catalog,
      ],
    },
    leftOutText: {
      'open requests': [5, 'open'],
      'requests to decide': [5, 'to_decide'],
      'roles and bundles': [5, 'requestable'],
      accounts: [5, 'accounts'],
      'other requests': [5, 'other'],
    },
    unreadGroupsText: { 'an unreadable group': [unread] },
  }),
  examplesOf('Forms and buttons', 'forms.ts', forms, {
    consoleLabel: { 'a role': ['prod-s3'] },
    searchHint: { '300 choices': [300] },
    durationHint: { 'nothing selected': [false], selected: [true] },
    reasonHint: {
      'nothing selected': [undefined],
      'a ticket pattern': [{ tickets: [{ pattern: 'INC-\\d+' }] }],
      'a ticket pattern with an example': [{ tickets: [{ pattern: 'INC-\\d+', example: 'INC-42' }] }],
      'the tickets of a bundle': [{ tickets: [{ pattern: 'INC-\\d+', example: 'INC-42' }, { pattern: 'CHG\\d+' }] }],
    },
    notATime: { 'other words': ['soon'] },
    formProblem: { 'no reason': [{ why: 'A reason is required for prod-s3.', next: 'Enter why you need it.' }] },
    nameNotOffered: { 'prod-s4': ['prod-s4'] },
    fieldMistake: { 'a duration': [{ why: '"1x" is not a duration', tryThis: '1h' }] },
    extensionLabel: { 'a role': ['prod-s3'] },
    extensionHint: { 'with a maximum': [30], 'no longer extendable': [undefined] },
    endConfirmation: { 'a role': ['prod-s3'] },
    lessHint: { '1h': [60] },
  }),
  examplesOf('Help and the Slack app', 'help.ts', help, {}),
  examplesOf('Refusals: tickets', 'explain-ticket.ts', explainTickets, {
    explainTicket: each(refusals.ticket, (problem) => [problem]),
    explainWithTicket: { 'a ticket': [refusals.unmet.ticket], 'another reason': [refusals.unmet.base_ended] },
  }),
  examplesOf('Requests: tickets', 'tickets.ts', tickets, {
    ticketUnread: each(
      { 'credentials refused': 'refused', 'a rate limit': 'limited', 'no answer': 'unavailable' } as const,
      (problem) => [{ kind: 'ticket_unread', system: 'jira', ticket: 'OPS-42', problem }, text`${code('prod-s3')}`],
    ),
  }),
  examplesOf('Operators', 'operators.ts', operators, {
    removedText: { offboarded: ['prod-s3', 'alice', idOf(1), 'The requester can no longer request prod-s3.'] },
    delayedText: { 'no answer': ['prod-s3', '222222222222', idOf(1), 'sts:AssumeRole: TimeoutError. Check STS.'] },
    notGrantedText: { failed: ['prod-s3', idOf(1), 'The role does not exist. Create it in IAM.'] },
    driftText: {
      'changes in IAM': [
        aRule().arn,
        [
          { kind: 'missing', document: 'trust policy', sessionName: 'alice' },
          { kind: 'orphan', document: 'session guard', sessionName: 'mallory' },
          { kind: 'changed', document: 'trust policy', what: 'statement AssumeBot' },
        ],
        undefined,
      ],
      'a blocked restore': [
        aRule().arn,
        [{ kind: 'missing', document: 'trust policy', sessionName: 'alice' }],
        'The trust policy in IAM is full.',
      ],
    },
    lockdownStarted: { 'one request': ['keys have leaked', ['alice: prod-s3']] },
    lockdownOutstanding: { 'one role': [['alice: prod-s3 (arn:aws:iam::222222222222:role/s3-list-role)'], 1] },
  }),
];
