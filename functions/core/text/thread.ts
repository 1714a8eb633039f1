import type { RequestFact } from '../request/facts.ts';
import type { Request } from '../request/request.ts';
import { count } from './explain.ts';
import {
  approversOf,
  endedBecause,
  limitedTo,
  type Message,
  subjectOf,
  type TextContext,
  unreviewed,
} from './phrases.ts';
import { code, type Text, text, user, words } from './text.ts';

/** One fact, as it is written to the thread of the card. */
export const threadLine = (fact: RequestFact, request: Request, { catalog }: TextContext): Message => {
  const { requested } = request;
  const line = (one: Text, below?: string): Message => ({ text: one, words: below });
  switch (fact.kind) {
    case 'requested':
      return line(text`${user(fact.by)} requested it.`);
    case 'prepared':
      return line(text`Ready for a decision.`);
    case 'reminded':
      return line(text`Pending since ${requested.at}. Approvers: ${approversOf(request, catalog)}`);
    case 'escalated':
      return line(text`Pending since ${requested.at}. More users can approve now: ${approversOf(request, catalog)}`);
    case 'approval_counted':
      return line(text`${user(fact.by)} approved${limitedTo(fact.minutes)}; ${fact.missing} more needed.`);
    case 'approved': {
      const who = fact.by === undefined ? unreviewed(requested) : text`${user(fact.by)} approved`;
      return line(text`${who}${limitedTo(fact.minutes)}. It ends ${fact.endsAt}.`);
    }
    case 'denied':
      return line(text`${user(fact.by)} denied it.`, fact.why && `Reason: ${fact.why}`);
    case 'cancelled':
      return line(text`${user(fact.by)} cancelled it.`);
    case 'lapsed':
      return line(text`It lapsed without a decision.`);
    case 'role_confirmed':
      return line(text`${code(fact.name)} is set up.`);
    case 'role_refused':
      return line(text`${code(fact.name)} could not be set up.`, fact.why);
    case 'activated':
      return line(text`It is set up.`);
    case 'failed':
      return line(text`It failed.`, fact.why);
    case 'review_reminded':
      return line(text`The emergency has to be reviewed by ${fact.dueBy}.`);
    case 'emergency_reviewed':
      return line(
        text`${user(fact.by)} reviewed the emergency: ${fact.wasRight ? text`justified` : text`not justified`}.`,
        fact.note,
      );
    case 'ends_soon':
      return line(text`It ends ${fact.endsAt}.`);
    case 'extended':
      return line(text`Extended until ${fact.endsAt}.`);
    case 'ended':
      return line(text`Ended: ${endedBecause(fact.reason, fact.by)}.`, fact.why);
    case 'approvers_missing':
      return line(text`It cannot be approved: ${words(count(fact.missing, 'more approver'))} needed.`);
    case 'start_checked':
      return line(text`It started.`);
    case 'imported':
      return line(text`It was imported from an earlier release.`);
    default:
      return fact satisfies never;
  }
};

/** The same for the user who requested it on behalf of the holder. */
export const onBehalfLine = (fact: RequestFact, request: Request, context: TextContext): Message => {
  const { text: line, words: below } = threadLine(fact, request, context);
  const { requested } = request;
  return { text: text`${subjectOf(requested)} for ${user(requested.by)}: ${line}`, words: below };
};
