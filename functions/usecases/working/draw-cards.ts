import { type AuthorityWorld, membersOf } from '../../core/authority/membership.ts';
import { defined } from '../../core/defined.ts';
import type { SlackFault } from '../../core/fault.ts';
import type { SlackChannelId, SlackUserId } from '../../core/names.ts';
import { hasConsequence } from '../../core/request/facts.ts';
import { type MessageRef, type Request, requestedRules } from '../../core/request/request.ts';
import { canDecide } from '../../core/request/review.ts';
import { rulesInForce } from '../../core/request/rules.ts';
import type { Needs } from '../ports.ts';
import { type Attempt, type Attempts, createAttempts } from './attempts.ts';

/** With more approvers, a direct message addresses none of them in particular. The channel has the card. */
const MAX_DIRECT_APPROVERS = 15;

/** The approvers who get the card in a direct message by the rules of the roles, and their delegates. The holder is not one of them. */
export const directApprovers = (request: Request, world: AuthorityWorld): readonly SlackUserId[] => {
  const inForce = rulesInForce(request, world.catalog);
  if (inForce.kind !== 'rules') return [];
  const rules = inForce.rules.filter(({ notifyApprovers }) => notifyApprovers === 'direct');
  const users = rules.flatMap(({ approvers }) => approvers).flatMap((who) => membersOf(who, world) ?? []);
  const delegates = (world.directory.delegations ?? []).flatMap(({ by, to }) => (users.includes(by) ? to : []));
  return [...new Set([...users, ...delegates])]
    .filter((user) => user !== request.requested.by && canDecide(request, user, world))
    .slice(0, MAX_DIRECT_APPROVERS);
};

export const isHolderMessage = ({ requested }: Request, { to }: MessageRef): boolean => to === requested.by;

type Deps = Needs<'catalog' | 'directory' | 'slack' | 'clock' | 'log'>;

/** The messages of a request after they were drawn. */
export interface Drawn {
  /** Those that must follow the request, including those that could not be drawn yet. */
  readonly cards: readonly MessageRef[];
  /** Faults that a retry can help. */
  readonly faults: readonly SlackFault[];
  /** Why the card of a channel cannot be drawn. A retry does not help. */
  readonly refused?: SlackFault;
}

/** Updates holder messages that are out of date. Returns those that still have a button, or still have to be updated. */
const updateHolderMessages = async (
  { catalog, slack, clock }: Deps,
  request: Request,
  messages: readonly MessageRef[],
  attempts: Attempts,
): Promise<readonly MessageRef[]> => {
  const undrawn = request.events.slice(request.drawnEvents);
  if (!undrawn.some(({ fact }) => hasConsequence(fact, 'redraw'))) return messages;
  const hasButton = request.status.kind === 'pending' || request.status.kind === 'active';
  const kept: MessageRef[] = [];
  for (const message of messages) {
    const { kind } = await attempts.make('a holder message could not be updated', { request: request.id }, () =>
      slack.redrawHolderMessage(request, message, { catalog, now: clock.now() }),
    );
    if (hasButton || kind === 'failed') kept.push(message);
  }
  return kept;
};

/** Updates each stored card, and posts the missing ones. `onPosted` gets all messages after each post. */
export const drawCards = async (
  deps: Deps,
  request: Request,
  onPosted: (known: readonly MessageRef[]) => Promise<void>,
): Promise<Drawn> => {
  if (!request.isPrepared) return { cards: request.cards, faults: [] };
  const { catalog, slack } = deps;
  const context = { catalog, now: deps.clock.now() };
  const { holder = [], other = [] } = Object.groupBy(request.cards, (card) =>
    isHolderMessage(request, card) ? 'holder' : 'other',
  );
  const attempts = createAttempts(deps.log);
  const cards: MessageRef[] = [];
  let refused: SlackFault | undefined;

  /** An approver who cannot be reached does not stop the others: the channel has the card too. */
  const drawFor = (to: SlackUserId, at?: MessageRef) =>
    attempts.make('an approver could not be notified directly', { request: request.id, to }, () =>
      slack.drawCardFor(request, to, at, context),
    );
  const drawIn = async (channel: SlackChannelId, at?: MessageRef) => {
    const drawn = await attempts.make('a card could not be drawn', { request: request.id, channel }, () =>
      slack.drawCard(request, channel, at, context),
    );
    if (drawn.kind === 'refused') refused ??= drawn.fault;
    return drawn;
  };
  const post = async (drawn: Attempt<MessageRef>): Promise<void> => {
    if (drawn.kind !== 'done') return;
    cards.push(drawn.result);
    await onPosted([...holder, ...cards]);
  };

  for (const card of other) {
    const drawn = card.to === undefined ? await drawIn(card.channel, card) : await drawFor(card.to, card);
    if (drawn.kind === 'done') cards.push(drawn.result);
    // A direct card that Slack does not update is posted again.
    else if (drawn.kind === 'failed' || card.to === undefined) cards.push(card);
  }
  for (const channel of new Set(requestedRules(request.requested).map((rule) => rule.channel)))
    if (request.cards.every((card) => card.channel !== channel)) await post(await drawIn(channel));
  if (request.status.kind === 'pending') {
    const reached = new Set(cards.map(({ to }) => to));
    const world = { catalog, directory: await deps.directory.read(), now: context.now };
    for (const to of directApprovers(request, world)) if (!reached.has(to)) await post(await drawFor(to));
  }
  const messages = await updateHolderMessages(deps, request, holder, attempts);
  return { cards: [...messages, ...cards], faults: attempts.faults, ...defined({ refused }) };
};
