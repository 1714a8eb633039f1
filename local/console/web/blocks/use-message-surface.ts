import { useState } from 'react';
import { addressOf, type Block, type Element, type Held, initialIn, kitOf } from '../../model/block-kit.ts';
import type { Message } from '../../model/slack-workspace.ts';
import { api, type Target } from '../live/api.ts';
import { notice } from '../live/where.ts';
import { errorText } from '../text.ts';
import type { Surface } from './surface.ts';

/** A message as a surface: every click and choice is sent to the bot. */
export const useMessageSurface = (
  message: Pick<Message, 'channel' | 'ts' | 'blocks'>,
  { slack, userId, timeZone }: Pick<Surface, 'slack' | 'userId' | 'timeZone'>,
): Surface => {
  const [chosen, setChosen] = useState<Readonly<Record<string, Held>>>({});
  const target = (block: Block, element: Element, value?: string): Target => ({
    channel: message.channel,
    ts: message.ts,
    ...addressOf(kitOf(message.blocks ?? []), block, element, value),
  });
  const keyOf = (block: Block, element: Element): string => `${block.block_id}/${element.action_id}`;
  return {
    userId,
    slack,
    timeZone,
    press: (block, element, value) => api.press(userId, target(block, element, value ?? element.value)),
    choose: async (block, element, held) => {
      setChosen((before) => ({ ...before, [keyOf(block, element)]: held }));
      const done = await api.select(userId, target(block, element), held);
      if (!done.ok) notice.set({ text: errorText(done.error) });
    },
    search: async (block, element, query) => {
      const found = await api.options(userId, target(block, element), query);
      return found.ok ? found.options : [];
    },
    held: (block, element) => chosen[keyOf(block, element)] ?? initialIn(element),
    chosen: () => [],
    errorOf: () => undefined,
  };
};
