import { createContext, useContext } from 'react';
import type { Block, Element, Held, Option } from '../../model/block-kit.ts';
import type { SlackView } from '../../protocol.ts';
import type { Done, Found } from '../live/api.ts';

/** The context in which blocks are rendered and used. */
export interface Surface {
  readonly userId: string;
  readonly slack: SlackView;
  readonly timeZone: string;
  press(block: Block, element: Element, value?: string): Promise<Done>;
  /** Stores a choice, and notifies the bot if the element requires it. */
  choose(block: Block, element: Element, held: Held): void;
  search(block: Block, element: Element, query: string): Promise<readonly Found[]>;
  held(block: Block, element: Element): Held;
  /** Options that are known to be selected, for their texts. */
  chosen(block: Block, element: Element): readonly Option[];
  errorOf(block: Block): string | undefined;
}

const SurfaceContext = createContext<Surface | undefined>(undefined);

export const SurfaceProvider = SurfaceContext.Provider;

/** The surface of the current component. */
export const useSurface = (): Surface => {
  const surface = useContext(SurfaceContext);
  if (surface === undefined) throw new Error('blocks can be rendered only on a surface');
  return surface;
};

/** The display name of a user, group or channel. */
export const namesOf = (slack: SlackView) => ({
  user: (id: string): string => slack.users.find((user) => user.id === id)?.real_name ?? id,
  group: (id: string): string => slack.usergroups.find((group) => group.id === id)?.handle ?? id,
  channel: (id: string): string => slack.channels.find((channel) => channel.id === id)?.name ?? id,
});
