import type { SlackUserId } from '../../core/names.ts';
import { CONSEQUENCES } from '../../core/request/facts.ts';
import type { MessageRef, Request } from '../../core/request/request.ts';
import type { Needs } from '../ports.ts';
import { directApprovers } from './direct-approvers.ts';
import { unlessSlackRefuses } from './unless-slack-refuses.ts';

type Deps = Needs<
  'catalog' | 'clock' | 'log',
  { slack: 'drawCard' | 'drawCardFor' | 'redrawHolderMessage'; directory: 'read' }
>;

export const isHolderMessage = ({ requested }: Request, { to }: MessageRef): boolean => to === requested.by;

/** Updates each stored card, and posts the missing ones. `onPosted` gets all messages after each post. */
export const createDrawCards = ({ catalog, directory, slack, clock, log }: Deps) => {
  /** An approver who cannot be reached does not stop the others: the channel has the card too. */
  const drawFor = (request: Request, to: SlackUserId, at: MessageRef | undefined) =>
    unlessSlackRefuses(log, 'an approver could not be notified directly', { request: request.id, to }, () =>
      slack.drawCardFor(request, to, at, { catalog, now: clock.now() }),
    );

  /** Updates holder messages that are out of date. Answers those that still have a button. */
  const updateHolderMessages = async (request: Request): Promise<readonly MessageRef[]> => {
    const messages = request.cards.filter((card) => isHolderMessage(request, card));
    const undrawn = request.events.slice(request.drawnEvents);
    if (!undrawn.some(({ fact }) => CONSEQUENCES[fact.kind].redrawsMessages)) return messages;
    for (const message of messages)
      await unlessSlackRefuses(log, 'a holder message could not be updated', { request: request.id }, () =>
        slack.redrawHolderMessage(request, message, { catalog, now: clock.now() }),
      );
    return request.status.kind === 'pending' || request.status.kind === 'active' ? messages : [];
  };

  return async (
    request: Request,
    onPosted: (known: readonly MessageRef[]) => Promise<void>,
  ): Promise<readonly MessageRef[]> => {
    if (!request.isPrepared) return request.cards;
    const context = { catalog, now: clock.now() };
    const holderMessages = request.cards.filter((card) => isHolderMessage(request, card));
    const cards: MessageRef[] = [];
    for (const card of request.cards.filter((one) => !holderMessages.includes(one))) {
      const { to, channel } = card;
      const drawn =
        to === undefined ? await slack.drawCard(request, channel, card, context) : await drawFor(request, to, card);
      if (drawn !== undefined) cards.push(drawn);
    }
    const post = async (drawn: MessageRef | undefined): Promise<void> => {
      if (drawn === undefined) return;
      cards.push(drawn);
      await onPosted([...holderMessages, ...cards]);
    };
    const channels = new Set(request.requested.roles.map(({ rule }) => rule.channel));
    for (const channel of channels)
      if (request.cards.every((card) => card.channel !== channel))
        await post(await slack.drawCard(request, channel, undefined, context));
    if (request.status.kind === 'pending') {
      const reached = new Set(cards.map(({ to }) => to));
      const world = { catalog, directory: await directory.read(), now: context.now };
      for (const to of directApprovers(request, world))
        if (!reached.has(to)) await post(await drawFor(request, to, undefined));
    }
    return [...(await updateHolderMessages(request)), ...cards];
  };
};
