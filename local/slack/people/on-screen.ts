import type { InMessage, InView } from '../contract.ts';
import { type PlacedElement, placedElements, stateOf } from '../world/input-state.ts';
import type { Block, OpenView, StateValues } from '../world/model.ts';
import type { World } from '../world/world.ts';
import { type Acting, channelOnScreen, type ScreenMemory } from './acting.ts';
import type { Container } from './payloads.ts';

/** An element that a user sees, with its location. */
export interface OnScreen {
  readonly container: Container;
  readonly placed: PlacedElement;
}

const offers = (placed: PlacedElement, value: string): boolean => {
  const { element } = placed;
  if (element['value'] === value) return true;
  const options = Array.isArray(element['options'])
    ? (element['options'] as readonly { readonly value?: unknown }[])
    : [];
  return element.type === 'overflow' && options.some((option) => option.value === value);
};

/** Finds exactly one element. Throws if none or several match. */
const elementIn = (blocks: readonly Block[], target: InMessage | InView, where: string): PlacedElement => {
  const { actionId, blockId, value } = target;
  const all = placedElements(blocks);
  const named = all.filter(
    (placed) => placed.actionId === actionId && (blockId === undefined || placed.blockId === blockId),
  );
  const valued = value === undefined ? named : named.filter((placed) => offers(placed, value));
  const [only, ...others] = valued;
  if (only && others.length === 0) return only;
  const drawn = all.map((placed) => `${placed.blockId}/${placed.actionId}`).join(', ') || 'none';
  throw new Error(
    only
      ? `${where} has ${valued.length} elements "${actionId}": select one with blockId or value`
      : `${where} has no element "${actionId}"${value === undefined ? '' : ` with the value "${value}"`}; its elements are: ${drawn}`,
  );
};

/** The top modal of a user, or their Home tab. Throws if they cannot reach the view. */
export const viewOnScreen = (world: World, userId: string, viewId: string): OpenView => {
  const view = world.views.find(viewId);
  if (!view || view.user !== userId) throw new Error(`${userId} has no view ${viewId} open`);
  const top = world.views.stackOf(userId).at(-1);
  if (view.type === 'modal' && top?.id !== viewId) throw new Error(`view ${viewId} is below ${String(top?.id)}`);
  return view;
};

const memoryKey = (userId: string, channel: string, ts: string): string => `${userId} ${channel} ${ts}`;

const messageState = (memory: ScreenMemory, userId: string, channel: string, ts: string, blocks: readonly Block[]) =>
  stateOf(blocks, { before: memory.messageInputs.get(memoryKey(userId, channel, ts)) ?? {} });

/** Stores what a user chose in a message until their next action. */
export const rememberInputs = (
  { memory }: Acting,
  userId: string,
  container: Container & { kind: 'message' },
  state: StateValues,
): void => {
  memory.messageInputs.set(memoryKey(userId, container.message.channel, container.message.ts), state);
};

/** Finds an element that the user sees. Throws an Error for elements that are not visible to them. */
export const onScreen = (acting: Acting, userId: string, target: InMessage | InView): OnScreen => {
  const { world, memory } = acting;
  if ('viewId' in target) {
    const view = viewOnScreen(world, userId, target.viewId);
    return { container: { kind: 'view', view }, placed: elementIn(view.blocks, target, `view ${view.id}`) };
  }
  const channel = channelOnScreen(world, userId, target.channel);
  const message = target.asShown ?? world.messages.findFor(userId, channel.id, target.ts);
  if (!message) throw new Error(`${userId} cannot see a message ${target.ts} in ${channel.id}`);
  const blocks = message.blocks ?? [];
  const placed = elementIn(blocks, target, `message ${message.ts} in ${channel.id}`);
  const state = messageState(memory, userId, channel.id, message.ts, blocks);
  return { container: { kind: 'message', message, channel, state }, placed };
};
