import { createContext, useContext } from 'react';
import type { Block, Element, Held, Option } from '../../model/block-kit.ts';
import type { SlackView } from '../../protocol.ts';
import type { Done, Found } from '../live/api.ts';

/** Where blocks are drawn, and for whom: what their parts need to be shown and to be used. */
export interface Surface {
  readonly userId: string;
  readonly slack: SlackView;
  readonly timeZone: string;
  press(block: Block, element: Element, value?: string): Promise<Done>;
  /** Keeps a choice, and tells the bot where it wants to be told. */
  choose(block: Block, element: Element, held: Held): void;
  search(block: Block, element: Element, query: string): Promise<readonly Found[]>;
  held(block: Block, element: Element): Held;
  /** Options that are known to be chosen, for their texts. */
  chosen(block: Block, element: Element): readonly Option[];
  errorOf(block: Block): string | undefined;
}

const SurfaceContext = createContext<Surface | undefined>(undefined);

export const SurfaceProvider = SurfaceContext.Provider;

/** The surface a part is drawn on. */
export const useSurface = (): Surface => {
  const surface = useContext(SurfaceContext);
  if (surface === undefined) throw new Error('blocks are drawn on a surface only');
  return surface;
};

/** How a person, group or channel is called. */
export const namesOf = (slack: SlackView) => ({
  user: (id: string): string => slack.users.find((user) => user.id === id)?.real_name ?? id,
  group: (id: string): string => slack.usergroups.find((group) => group.id === id)?.handle ?? id,
  channel: (id: string): string => slack.channels.find((channel) => channel.id === id)?.name ?? id,
});
