import type { NotAnswered } from '../contract.ts';
import type { Channel, StateValues, User } from '../world/model.ts';
import type { World } from '../world/world.ts';
import type { Delivered, Delivery } from './delivery.ts';
import type { Events } from './events.ts';

/** The client state of users, which the workspace does not store. */
export interface ScreenMemory {
  /** The input values of a message for one user, by `user channel ts`. */
  readonly messageInputs: Map<string, StateValues>;
  /** The options that an external select offered last, by `user block action`. */
  readonly offered: Map<string, readonly unknown[]>;
}

/** The dependencies of user actions. */
export interface Acting {
  readonly world: World;
  readonly delivery: Delivery;
  readonly events: Events;
  readonly shouldEscape: boolean;
  readonly memory: ScreenMemory;
  /** The base URL of response_url paths. */
  readonly baseUrl: () => string;
}

/** The user with an id. Throws a RangeError if the user does not exist. */
export const memberOf = (world: World, userId: string): User => {
  const user = world.conversations.user(userId);
  if (!user) throw new RangeError(`there is no user ${userId} in this workspace`);
  return user;
};

/**
 * A channel that the user can see. Their direct message with the bot always exists. Throws if they cannot see the
 * channel.
 */
export const channelOnScreen = (world: World, userId: string, channelId: string): Channel => {
  const direct = world.conversations.directMessage(userId);
  if (channelId === direct.id) return direct;
  const channel = world.conversations.channel(channelId);
  if (!channel) throw new RangeError(`there is no channel ${channelId} in this workspace`);
  if (!channel.members.includes(userId)) throw new Error(`${userId} is not in ${channelId} and cannot see it`);
  return channel;
};

/** The bot's answer if Slack can use it; otherwise the error that Slack shows. */
export const acknowledged = (
  delivered: Delivered,
): { readonly body: string; readonly isJson: boolean } | NotAnswered => {
  if (!delivered.ok) {
    return { ok: false, error: delivered.error === 'operation_timeout' ? 'operation_timeout' : 'dispatch_failed' };
  }
  const { status, body, headers = {} } = delivered.answer;
  if (status < 200 || status > 299) return { ok: false, error: 'dispatch_failed', status };
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  return { body, isJson: type.includes('application/json') };
};

/** A JSON answer of the bot as an object; undefined if it is not an object. */
export const jsonAnswer = (body: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value = JSON.parse(body) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
};
