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

/** A message to the holder, and no card. */
export const isTold = ({ requested }: Request, { to }: MessageRef): boolean => to === requested.by;

/** Redraws each known card, and posts one where there is none. `onPosted` gets all cards after each post. */
export const createDrawCards = ({ catalog, directory, slack, clock, log }: Deps) => {
  /** An approver who cannot be reached keeps nobody from deciding: the channel has the card too. */
  const drawFor = (request: Request, to: SlackUserId, at: MessageRef | undefined) =>
    unlessSlackRefuses(log, 'an approver could not be asked directly', { request: request.id, to }, () =>
      slack.drawCardFor(request, to, at, { catalog, now: clock.now() }),
    );

  /** Redraws messages to the holder whose button or text is out of date. Answers those that still have a button. */
  const redrawHolderMessage = async (request: Request, told: readonly MessageRef[]): Promise<readonly MessageRef[]> => {
    const news = request.events.slice(request.drawnEvents);
    if (!news.some(({ fact }) => CONSEQUENCES[fact.kind].redrawsMessages)) return told;
    for (const message of told)
      await unlessSlackRefuses(log, 'what a person was told could not be drawn anew', { request: request.id }, () =>
        slack.redrawHolderMessage(request, message, { catalog, now: clock.now() }),
      );
    return request.status.kind === 'pending' || request.status.kind === 'active' ? told : [];
  };

  return async (
    request: Request,
    onPosted: (known: readonly MessageRef[]) => Promise<void>,
  ): Promise<readonly MessageRef[]> => {
    if (!request.isPrepared) return request.cards;
    const channels = new Set(request.requested.roles.map(({ rule }) => rule.channel));
    const missing = [...channels].filter((channel) => request.cards.every((card) => card.channel !== channel));
    const context = { catalog, now: clock.now() };
    const told = request.cards.filter((card) => isTold(request, card));
    const cards: MessageRef[] = [];
    for (const card of request.cards.filter((one) => !told.includes(one))) {
      const { to, channel } = card;
      const drawn =
        to === undefined ? await slack.drawCard(request, channel, card, context) : await drawFor(request, to, card);
      if (drawn !== undefined) cards.push(drawn);
    }
    const left = [...cards];
    for (const channel of missing) {
      cards.push(await slack.drawCard(request, channel, undefined, context));
      await onPosted([...told, ...cards]);
    }
    if (request.status.kind !== 'pending') return [...(await redrawHolderMessage(request, told)), ...cards];
    const requested = directApprovers(request, { catalog, directory: await directory.read(), now: context.now });
    for (const to of requested.filter((one) => left.every((card) => card.to !== one))) {
      const drawn = await drawFor(request, to, undefined);
      if (drawn === undefined) continue;
      cards.push(drawn);
      await onPosted([...told, ...cards]);
    }
    return [...(await redrawHolderMessage(request, told)), ...cards];
  };
};
