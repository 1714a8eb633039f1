import { type AuthorityWorld, membersOf } from '../../core/authority/membership.ts';
import type { SlackUserId } from '../../core/names.ts';
import { hasConsequence } from '../../core/request/facts.ts';
import type { MessageRef, Request } from '../../core/request/request.ts';
import { canDecide } from '../../core/request/review.ts';
import { rulesInForce } from '../../core/request/rules.ts';
import type { Needs } from '../ports.ts';
import { unlessSlackRefuses } from './unless-slack-refuses.ts';

/** With more approvers, a direct message addresses none of them in particular. The channel has the card. */
const MAX_DIRECT_APPROVERS = 15;

/** The approvers who get the card in a direct message by the rules of the roles. The holder is not one of them. */
export const directApprovers = (request: Request, world: AuthorityWorld): readonly SlackUserId[] => {
  const inForce = rulesInForce(request, world.catalog);
  if (inForce.kind !== 'rules') return [];
  const rules = inForce.rules.filter(({ notifyApprovers }) => notifyApprovers === 'direct');
  const users = rules.flatMap(({ approvers }) => approvers).flatMap((who) => membersOf(who, world) ?? []);
  return [...new Set(users)]
    .filter((user) => user !== request.requested.by && canDecide(request, user, world))
    .slice(0, MAX_DIRECT_APPROVERS);
};

export const isHolderMessage = ({ requested }: Request, { to }: MessageRef): boolean => to === requested.by;

type Deps = Needs<'catalog' | 'directory' | 'slack' | 'clock' | 'log'>;

/** Updates holder messages that are out of date. Returns those that still have a button. */
const updateHolderMessages = async (
  { catalog, slack, clock, log }: Deps,
  request: Request,
  messages: readonly MessageRef[],
): Promise<readonly MessageRef[]> => {
  const undrawn = request.events.slice(request.drawnEvents);
  if (!undrawn.some(({ fact }) => hasConsequence(fact, 'redraw'))) return messages;
  for (const message of messages)
    await unlessSlackRefuses(log, 'a holder message could not be updated', { request: request.id }, () =>
      slack.redrawHolderMessage(request, message, { catalog, now: clock.now() }),
    );
  return request.status.kind === 'pending' || request.status.kind === 'active' ? messages : [];
};

/** Updates each stored card, and posts the missing ones. `onPosted` gets all messages after each post. */
export const drawCards = async (
  deps: Deps,
  request: Request,
  onPosted: (known: readonly MessageRef[]) => Promise<void>,
): Promise<readonly MessageRef[]> => {
  if (!request.isPrepared) return request.cards;
  const { catalog, slack, log } = deps;
  const context = { catalog, now: deps.clock.now() };
  const { holder = [], other = [] } = Object.groupBy(request.cards, (card) =>
    isHolderMessage(request, card) ? 'holder' : 'other',
  );
  const cards: MessageRef[] = [];

  /** An approver who cannot be reached does not stop the others: the channel has the card too. */
  const drawFor = (to: SlackUserId, at?: MessageRef) =>
    unlessSlackRefuses(log, 'an approver could not be notified directly', { request: request.id, to }, () =>
      slack.drawCardFor(request, to, at, context),
    );
  const post = async (drawn: MessageRef | undefined): Promise<void> => {
    if (drawn === undefined) return;
    cards.push(drawn);
    await onPosted([...holder, ...cards]);
  };

  for (const card of other) {
    const { to, channel } = card;
    const drawn = to === undefined ? await slack.drawCard(request, channel, card, context) : await drawFor(to, card);
    if (drawn !== undefined) cards.push(drawn);
  }
  for (const channel of new Set(request.requested.roles.map(({ rule }) => rule.channel)))
    if (request.cards.every((card) => card.channel !== channel))
      await post(await slack.drawCard(request, channel, undefined, context));
  if (request.status.kind === 'pending') {
    const reached = new Set(cards.map(({ to }) => to));
    const world = { catalog, directory: await deps.directory.read(), now: context.now };
    for (const to of directApprovers(request, world)) if (!reached.has(to)) await post(await drawFor(to));
  }
  return [...(await updateHolderMessages(deps, request, holder)), ...cards];
};
