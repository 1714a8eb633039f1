import { useEffect, useRef, useState } from 'react';
import {
  addressOf,
  type Block,
  type Element,
  elementsIn,
  type Held,
  heldIn,
  kitOf,
  optionsIn,
} from '../../model/block-kit.ts';
import type { OpenView } from '../../model/slack-workspace.ts';
import { api, type Found, type Target } from '../live/api.ts';
import { formDrafts, notice } from '../live/where.ts';
import { errorText } from '../text.ts';
import type { Surface } from './surface.ts';

/** While the user types, a bot that subscribed to typing is notified after a pause. */
const PAUSE_MS = 400;

const isTyped = ({ type }: Element): boolean => type.endsWith('_input') || type.endsWith('picker');

const keyOf = (block: Block, element: Element): string => `${block.block_id}/${element.action_id}`;

interface ViewSurface {
  readonly surface: Surface;
  /** The values of the view's inputs, named as the local Slack expects. */
  values(): Readonly<Record<string, Held>>;
}

/** A modal or Home tab as a surface. Values are kept here until they are sent, even if the view is updated. */
export const useViewSurface = (
  view: OpenView,
  { slack, userId, timeZone }: Pick<Surface, 'slack' | 'userId' | 'timeZone'>,
  errors: Readonly<Record<string, string>> = {},
): ViewSurface => {
  const [drafts, setDrafts] = useState<Readonly<Record<string, Held>>>(() => formDrafts.get()[view.id] ?? {});
  const latest = useRef(drafts);
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => formDrafts.set(({ [view.id]: _, ...others }) => others), [view.id]);
  const blocks = kitOf(view.blocks);
  const placed = elementsIn(blocks);

  const target = (block: Block, element: Element, value?: string): Target => ({
    viewId: view.id,
    ...addressOf(blocks, block, element, value),
  });
  const stateOf = (block: Block, element: Element) => view.state[block.block_id]?.[element.action_id];
  const dispatches = (block: Block): boolean => block.type !== 'input' || block.dispatch_action === true;

  /** An action also sends the values of the form to the bot, so they are first sent to the local Slack. */
  const remember = async (except?: string) => {
    for (const { block, element } of placed) {
      const held = latest.current[keyOf(block, element)];
      if (held === undefined || keyOf(block, element) === except || dispatches(block)) continue;
      await api.select(userId, target(block, element), held);
    }
  };
  const notify = async (act: () => Promise<{ ok: true } | { ok: false; error: string }>) => {
    const done = await act();
    if (!done.ok) notice.set({ text: errorText(done.error) });
  };

  const choose = (block: Block, element: Element, held: Held): void => {
    latest.current = { ...latest.current, [keyOf(block, element)]: held };
    setDrafts(latest.current);
    // The window keeps the values of a form over a reload.
    if (view.type === 'modal') formDrafts.set((all) => ({ ...all, [view.id]: latest.current }));
    if (!dispatches(block)) return;
    clearTimeout(pause.current);
    const send = () =>
      void notify(async () => {
        await remember(keyOf(block, element));
        return api.select(userId, target(block, element), held);
      });
    if (isTyped(element)) pause.current = setTimeout(send, PAUSE_MS);
    else send();
  };

  const surface: Surface = {
    userId,
    slack,
    timeZone,
    press: async (block, element, value) => {
      await remember();
      return api.press(userId, target(block, element, value ?? element.value));
    },
    choose,
    search: async (block, element, query): Promise<readonly Found[]> => {
      const found = await api.options(userId, target(block, element), query);
      if (found.ok) return found.options;
      notice.set({ text: errorText(found.error) });
      return [];
    },
    held: (block, element) => {
      const draft = drafts[keyOf(block, element)];
      return draft === undefined ? heldIn(stateOf(block, element)) : draft;
    },
    chosen: (block, element) => optionsIn(stateOf(block, element)),
    errorOf: (block) => errors[block.block_id],
  };
  const values = () => {
    // The submission contains all values, so pending notifications are canceled.
    clearTimeout(pause.current);
    const inputs = placed.filter(({ block, element }) => latest.current[keyOf(block, element)] !== undefined);
    const count = (actionId: string): number => placed.filter(({ element }) => element.action_id === actionId).length;
    return Object.fromEntries(
      inputs.map(({ block, element }) => [
        count(element.action_id) === 1 ? element.action_id : block.block_id,
        latest.current[keyOf(block, element)] ?? null,
      ]),
    );
  };
  return { surface, values };
};
