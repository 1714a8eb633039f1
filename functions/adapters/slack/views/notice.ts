import { extensionOf } from '../../../core/request/extend.ts';
import type { RequestFact } from '../../../core/request/facts.ts';
import type { Notice } from '../../../core/request/notice.ts';
import type { Request } from '../../../core/request/request.ts';
import { explainClick } from '../../../core/text/explain-click.ts';
import type { DrawContext, RefusalRecord } from '../../../usecases/ports.ts';
import { actions, type MessageBlock, message, plainSection, type SlackMessage, section } from '../blocks.ts';
import { clip } from '../clip.ts';
import { code, type Mrkdwn, moment, mrkdwn, person } from '../mrkdwn.ts';
import { holdingButtons, requestAccessButton } from './buttons.ts';
import { emergencyDeclared, emergencyReviewed, reviewReminder } from './emergency.ts';
import { explanationBlocks, explanationText } from './explained.ts';
import { heldFor, rulesOf, usableMessage, waitingMessage } from './holder-message.ts';
import { threadMessage } from './thread.ts';
import { endedBecause, howLong, named, shortened, subjectOf, targetOf } from './words.ts';

const WHY = 600;

/** What one person is told about one thing that happened; undefined where another message says it already. */
export const noticeMessage = (
  { about, to, how }: Notice,
  request: Request,
  drawn: DrawContext,
): SlackMessage | undefined => {
  const { requested } = request;
  const target = subjectOf(requested);
  if (to === requested.via)
    return threadMessage(about, request, drawn, mrkdwn`${target} for ${person(requested.by)}: `);
  switch (about.kind) {
    case 'requested':
      return said(mrkdwn`You asked for ${target}, ${howLong(requested)}.`);
    case 'prepared':
      return request.status.kind === 'pending' && rulesOf(request, drawn.catalog).some(({ approvals }) => approvals > 0)
        ? waitingMessage(request, drawn)
        : undefined;
    case 'reminded':
      return said(mrkdwn`The approvers of ${target} were reminded of your request.`);
    case 'escalated':
      return said(
        mrkdwn`Nobody has decided on your request for ${target} yet, so more people were asked: ${secondLineOf(request, drawn)}.`,
      );
    case 'approval_counted':
      return said(
        mrkdwn`${person(about.by)} approved your request for ${target}${shortened(about.minutes)}. ${about.missing} more ${about.missing === 1 ? 'approval is' : 'approvals are'} needed.`,
      );
    case 'approved':
      if (how === 'announced') return said(emergencyDeclared(request, to));
      return said(
        mrkdwn`Your request for ${target} was approved${about.by === undefined ? mrkdwn` by its rule` : mrkdwn` by ${person(about.by)}`}${shortened(about.minutes)} and is being set up, until ${moment(about.endsAt)}. You are told here when it can be used.`,
      );
    case 'denied':
      return withWords(mrkdwn`${person(about.by)} denied your request for ${target}.`, 'Why: ', about.why);
    case 'cancelled':
      return withWords(
        about.by === to
          ? mrkdwn`You cancelled your request for ${target}.`
          : mrkdwn`${person(about.by)} cancelled your request for ${target}.`,
        'Why: ',
        about.why,
      );
    case 'lapsed':
      return said(
        mrkdwn`Your request for ${target} lapsed: nobody decided in time.`,
        requested.extends === undefined ? requestAgain(request) : [],
      );
    case 'role_confirmed':
      return said(mrkdwn`${code(about.name)} of your request for ${target} is set up.`);
    case 'role_refused':
      return withWords(
        mrkdwn`${code(about.name)} of your request for ${target} could not be set up. The other roles go on.`,
        '',
        about.why,
      );
    case 'activated':
      return usableMessage(request, drawn);
    case 'failed':
      return withWords(mrkdwn`Your request for ${target} failed.`, '', about.why);
    case 'review_reminded': {
      const { text, blocks } = reviewReminder(about, request, drawn);
      return said(text, blocks);
    }
    case 'emergency_reviewed':
      return withWords(emergencyReviewed(about, request), 'Note: ', about.note);
    case 'ends_soon':
      return endsSoon(about.endsAt, request, drawn);
    case 'extended':
      return said(mrkdwn`Your access to ${target} is extended until ${moment(about.endsAt)}.`);
    case 'ended':
      return ended(about, request, to);
    case 'approvers_missing':
      return said(
        mrkdwn`Your request for ${target} cannot be approved at the moment: ${about.missing} more ${about.missing === 1 ? 'approver is' : 'approvers are'} needed than are left. Have approvers added to its rule in the catalog; it lapses if nobody decides.`,
      );
    // Neither changes anything for the user.
    case 'start_checked':
    case 'imported':
      return undefined;
    default:
      return about satisfies never;
  }
};

/** Why the click of a user was refused, for that user alone. */
export const refusedClickMessage = (
  { refusal, click }: RefusalRecord,
  request: Request,
  { catalog }: DrawContext,
): SlackMessage => {
  const explanation = explainClick({ refusal }, { request, catalog });
  const button = click === undefined ? mrkdwn`` : mrkdwn` on ${BUTTON[click.action]}`;
  const headline = mrkdwn`Your click${button} for ${subjectOf(request.requested)} did not count.`;
  const text = mrkdwn`${headline} ${explanationText(explanation)}`;
  return message(text, [section(headline), ...explanationBlocks(explanation)]);
};

const BUTTON = { approve: 'Approve', deny: 'Deny', cancel: 'Cancel', end: 'End now', review: 'the review' } as const;

const said = (text: Mrkdwn, ...more: readonly (readonly MessageBlock[])[]): SlackMessage =>
  message(text, [section(text), ...more.flat()]);

/** Opens the form with the name chosen: it asks for what its reader may ask for then, so it stays good. */
const requestAgain = ({ requested }: Request): readonly MessageBlock[] =>
  actions([requestAccessButton('Ask again…', requested.target)]);

/** Our sentence, and somebody's words below it. */
const withWords = (text: Mrkdwn, label: string, words: string | undefined): SlackMessage =>
  words === undefined || words === ''
    ? said(text)
    : message(mrkdwn`${text} ${label}${clip(words, WHY)}`, [section(text), ...plainSection(`${label}${words}`)]);

const secondLineOf = ({ requested }: Request, { catalog }: DrawContext): Mrkdwn =>
  named(requested.roles.flatMap(({ name, rule }) => (catalog.roles[name] ?? rule).escalation?.approvers ?? []));

/** The end comes: what can be done about it, in one look. */
const endsSoon = (endsAt: Date, request: Request, { catalog }: DrawContext): SlackMessage => {
  const extension = extensionOf(request, catalog);
  const text = mrkdwn`Your access to ${targetOf(request.requested)} ends ${moment(endsAt)}.`;
  const more = extension === undefined ? mrkdwn`` : mrkdwn` It can be extended until ${moment(extension.until)}.`;
  return said(mrkdwn`${text}${more}`, actions(holdingButtons(request, catalog)));
};

const ended = (fact: Extract<RequestFact, { kind: 'ended' }>, request: Request, to: string): SlackMessage => {
  const { requested, status } = request;
  const why = fact.reason === 'released' && fact.by === to ? mrkdwn`you ended it` : endedBecause(fact.reason, fact.by);
  const text = mrkdwn`Your access to ${targetOf(requested)} has ended: ${why}.`;
  if (status.kind !== 'ended') return withWords(text, 'Why: ', fact.why);
  if (fact.reason === 'expired')
    return said(mrkdwn`${text} ${heldFor(request, status, mrkdwn`it`)}`, requestAgain(request));
  return withWords(mrkdwn`${text} ${heldFor(request, status, mrkdwn`it`)}`, 'Why: ', fact.why);
};
