import type { RequestFact } from '../../../core/request/facts.ts';
import type { Request } from '../../../core/request/request.ts';
import { rulesInForce } from '../../../core/request/rules.ts';
import type { DrawContext } from '../../../usecases/ports.ts';
import { message, plainSection, type SlackMessage, section } from '../blocks.ts';
import { clip } from '../clip.ts';
import { code, type Mrkdwn, moment, mrkdwn, person } from '../mrkdwn.ts';
import { endedBecause, named, shortened, unreviewed } from './words.ts';

const WHY = 600;

/** One thing that happened, as the thread of the card keeps it for those who follow it. */
export const threadMessage = (
  fact: RequestFact,
  request: Request,
  drawn: DrawContext,
  before: Mrkdwn = mrkdwn``,
): SlackMessage => {
  const { text: line, words = '' } = lineOf(fact, request, drawn);
  const text = mrkdwn`${before}${line}`;
  return words === ''
    ? message(text, [section(text)])
    : message(mrkdwn`${text} ${clip(words, WHY)}`, [section(text), ...plainSection(words)]);
};

interface Line {
  readonly text: Mrkdwn;
  /** What somebody wrote, or IAM said. */
  readonly words?: string | undefined;
}

const lineOf = (fact: RequestFact, request: Request, { catalog }: DrawContext): Line => {
  const { requested } = request;
  switch (fact.kind) {
    case 'requested':
      return { text: mrkdwn`${person(fact.by)} asked for it.` };
    case 'prepared':
      return { text: mrkdwn`Ready to be decided.` };
    case 'reminded':
      return {
        text: mrkdwn`Still waiting for approval since ${moment(requested.at)}: ${approversOf(request, catalog)}`,
      };
    case 'escalated':
      return {
        text: mrkdwn`Nobody has decided since ${moment(requested.at)}, so more people may: ${approversOf(request, catalog)}`,
      };
    case 'approval_counted':
      return {
        text: mrkdwn`${person(fact.by)} approved${shortened(fact.minutes)}; ${fact.missing} more needed.`,
      };
    case 'approved':
      return {
        text: mrkdwn`${fact.by === undefined ? unreviewed(requested) : mrkdwn`${person(fact.by)} approved`}${shortened(fact.minutes)}. It ends ${moment(fact.endsAt)}.`,
      };
    case 'denied':
      return { text: mrkdwn`${person(fact.by)} denied it.`, words: fact.why === undefined ? '' : `Why: ${fact.why}` };
    case 'cancelled':
      return { text: mrkdwn`${person(fact.by)} cancelled it.` };
    case 'lapsed':
      return { text: mrkdwn`It lapsed: nobody decided in time.` };
    case 'role_confirmed':
      return { text: mrkdwn`${code(fact.name)} is set up.` };
    case 'role_refused':
      return { text: mrkdwn`${code(fact.name)} could not be set up.`, words: fact.why };
    case 'activated':
      return { text: mrkdwn`It is set up.` };
    case 'failed':
      return { text: mrkdwn`It failed.`, words: fact.why };
    case 'review_reminded':
      return { text: mrkdwn`A review of this emergency is owed, by ${moment(fact.dueBy)}.` };
    case 'emergency_reviewed':
      return {
        text: mrkdwn`${person(fact.by)} reviewed the emergency: it was ${fact.wasRight ? 'right' : 'wrong'}.`,
        words: fact.note,
      };
    case 'ends_soon':
      return { text: mrkdwn`It ends ${moment(fact.endsAt)}.` };
    case 'extended':
      return { text: mrkdwn`Extended until ${moment(fact.endsAt)}.` };
    case 'ended':
      return { text: mrkdwn`It ended: ${endedBecause(fact.reason, fact.by)}.`, words: fact.why };
    case 'approvers_missing':
      return {
        text: mrkdwn`Too few approvers are left: ${fact.missing} more ${fact.missing === 1 ? 'is' : 'are'} needed than can decide.`,
      };
    case 'start_checked':
      return { text: mrkdwn`It started.` };
    case 'imported':
      return { text: mrkdwn`It was made with an earlier release.` };
    default:
      return fact satisfies never;
  }
};

/** Those who may decide, as mentions: they are told by being named. */
const approversOf = (request: Request, catalog: DrawContext['catalog']): Mrkdwn => {
  const inForce = rulesInForce(request, catalog);
  const rules = inForce.kind === 'rules' ? inForce.rules : request.requested.roles.map(({ rule }) => rule);
  return named(rules.flatMap(({ approvers }) => approvers));
};
