import type { Catalog } from '../catalog/catalog.ts';
import { awaitedOf } from '../request/awaited.ts';
import type { RequestFact } from '../request/facts.ts';
import type { Request } from '../request/request.ts';
import { rulesInForce } from '../request/rules.ts';
import { count } from './explain.ts';
import {
  accountNamed,
  approversOf,
  endedBecause,
  inPlaceOf,
  limitedTo,
  type Message,
  named,
  subjectOf,
  type TextContext,
  unreviewed,
} from './phrases.ts';
import { code, type Text, text, user, words } from './text.ts';
import { SYSTEM } from './tickets.ts';

type Line<Fact> = (fact: Fact, request: Request, context: TextContext) => Text | Message;

const LINES: { readonly [Kind in RequestFact['kind']]: Line<Extract<RequestFact, { readonly kind: Kind }>> } = {
  requested: ({ by }) => text`${user(by)} requested it.`,
  prepared: (_, { requested: { by, via } }) =>
    text`${via && text`${user(via)} and `}${user(by)}, replies in this thread notify you.`,
  reminded: (_, request, { catalog }) =>
    text`Pending since ${request.requested.at}. Approvers: ${approversOf(request, catalog)}`,
  escalated: (_, request, { catalog }) =>
    text`Pending since ${request.requested.at}. More users can approve now: ${approversOf(request, catalog)}`,
  preparation_delayed: ({ account }, _, { catalog }) =>
    text`It waits because the bot cannot reach the account ${accountNamed(catalog, account)}. Its approvers are asked as soon as it can.`,
  approval_counted: ({ by, for: right, minutes, missing, note }, request, { catalog }) => {
    const next = nextStage(request, catalog);
    return {
      text: text`${user(by)} approved${inPlaceOf(right)}${limitedTo(minutes)}; ${missing} more needed.${next && text` Now it waits for ${next}.`}`,
      words: note && `Comment: ${note}`,
    };
  },
  approved: ({ by, for: right, minutes, endsAt, note }, { requested }) => {
    const who = by === undefined ? unreviewed(requested) : text`${user(by)} approved${inPlaceOf(right)}`;
    return { text: text`${who}${limitedTo(minutes)}. It ends ${endsAt}.`, words: note && `Comment: ${note}` };
  },
  denied: ({ by, for: right, why }) => ({
    text: text`${user(by)} denied it${inPlaceOf(right)}.`,
    words: why && `Reason: ${why}`,
  }),
  cancelled: ({ by }) => text`${user(by)} cancelled it.`,
  lapsed: () => text`It lapsed without a decision.`,
  role_confirmed: ({ name }) => text`${code(name)} is set up.`,
  role_refused: ({ name, why }) => ({ text: text`${code(name)} could not be set up.`, words: why }),
  activated: () => text`It is set up.`,
  failed: ({ why }) => ({ text: text`It failed.`, words: why }),
  review_reminded: ({ dueBy }) => text`The emergency has to be reviewed by ${dueBy}.`,
  emergency_reviewed: ({ by, for: right, wasRight, note }) => ({
    text: text`${user(by)} reviewed the emergency${inPlaceOf(right)}: ${wasRight ? text`justified` : text`not justified`}.`,
    words: note,
  }),
  ends_soon: ({ endsAt }) => text`It ends ${endsAt}.`,
  extended: ({ endsAt }) => text`Extended until ${endsAt}.`,
  ended: ({ reason, by, why }) => ({ text: text`Ended: ${endedBecause(reason, by)}.`, words: why }),
  approvers_missing: ({ missing }) => text`It cannot be approved: ${words(count(missing, 'more approver'))} needed.`,
  start_checked: () => text`It started.`,
  ticket_unread: ({ system }) => text`It waits: ${SYSTEM[system]} could not be read.`,
  tickets_checked: () => text`The ticket was checked again.`,
  imported: () => text`It was imported from an earlier release.`,
};

/** The approvers of a stage that has just begun; undefined if the stage before is still awaited. */
const nextStage = (request: Request, catalog: Catalog): Text | undefined => {
  const inForce = rulesInForce(request, catalog);
  if (inForce.kind !== 'rules' || request.status.kind !== 'pending') return undefined;
  const begun = inForce.rules
    .map((rule) => awaitedOf(rule, request.reviews))
    .filter((one) => one.stage > 0 && one.isNewStage);
  return begun.length === 0 ? undefined : named(begun.flatMap(({ approvers }) => approvers));
};

/** One fact, as it is written to the thread of the card. */
export const threadLine = (fact: RequestFact, request: Request, context: TextContext): Message => {
  const line = (LINES[fact.kind] as Line<RequestFact>)(fact, request, context);
  return 'pieces' in line ? { text: line } : line;
};

/** The same for the user who requested it on behalf of the holder. */
export const onBehalfLine = (fact: RequestFact, request: Request, context: TextContext): Message => {
  const { text: line, words: below } = threadLine(fact, request, context);
  const { requested } = request;
  return { text: text`${subjectOf(requested)} for ${user(requested.by)}: ${line}`, words: below };
};
