import { type MessageRef, type Request, requestedRules } from '../../core/request/request.ts';

export const isSameMessage = (one: MessageRef, other: MessageRef): boolean =>
  one.channel === other.channel && one.ts === other.ts;

/** Whether a clicked message is a card that a crash kept from being stored. It is stored now, so that it is updated too. */
export const isUnstoredCard = ({ requested, cards }: Request, card: MessageRef | undefined): card is MessageRef =>
  card !== undefined &&
  requestedRules(requested).some((rule) => rule.channel === card.channel) &&
  !cards.some((one) => isSameMessage(one, card));
