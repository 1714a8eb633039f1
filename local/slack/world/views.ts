import type { PublishChange } from './change-feed.ts';
import type { Ids } from './ids.ts';
import { stateOf } from './input-state.ts';
import { withIds } from './messages.ts';
import type { Block, Json, OpenView, StateValues } from './model.ts';
import { own, type WorldState } from './state.ts';

/** The maximum depth of the modal stack: https://docs.slack.dev/surfaces/modals. */
export const MAX_STACK = 3;

/** The modals and Home tabs of all users. Views have been validated before they are stored. */
export interface Views {
  /** Opens a modal and closes the modals that the user had open. */
  open(userId: string, view: Json, channel?: string): OpenView;
  /** Pushes a modal onto the stack; undefined if no modal is open or the stack is full. */
  push(userId: string, view: Json, channel?: string): OpenView | undefined;
  update(current: OpenView, view: Json): OpenView;
  publish(userId: string, view: Json): OpenView;
  /** Stores the values that the user has typed or chosen. */
  setState(current: OpenView, state: StateValues): OpenView;
  close(viewId: string): void;
  closeAll(userId: string): void;
  find(viewId: string): OpenView | undefined;
  byExternalId(externalId: string): OpenView | undefined;
  stackOf(userId: string): readonly OpenView[];
  homeOf(userId: string): OpenView | undefined;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The fields that the bot sets when it opens or updates a view. */
const fieldsOf = (view: Json, blocks: readonly Block[], hash: string) => ({
  type: view['type'] === 'home' ? ('home' as const) : ('modal' as const),
  ...(view['title'] === undefined ? {} : { title: view['title'] as Json }),
  ...(view['submit'] === undefined ? {} : { submit: view['submit'] as Json }),
  ...(view['close'] === undefined ? {} : { close: view['close'] as Json }),
  blocks,
  private_metadata: text(view['private_metadata']),
  callback_id: text(view['callback_id']),
  external_id: text(view['external_id']),
  clear_on_close: view['clear_on_close'] === true,
  notify_on_close: view['notify_on_close'] === true,
  hash,
});

/** Creates the views of a workspace. */
export const createViews = (state: WorldState, ids: Ids, publishChange: PublishChange): Views => {
  const stackOf = (userId: string): readonly OpenView[] => own(state.modals, userId) ?? [];
  const everything = (): readonly OpenView[] => [...Object.values(state.modals).flat(), ...Object.values(state.homes)];
  const hash = (): string => `${ids.actionTs()}${ids.secret('hash').slice(0, 8)}`;

  const make = (user: string, view: Json, channel: string | undefined, below: OpenView | undefined): OpenView => {
    const id = ids.next('V');
    const blocks = withIds(view['blocks'] as readonly Json[], ids);
    return {
      id,
      user,
      ...fieldsOf(view, blocks, hash()),
      root_view_id: below?.root_view_id ?? id,
      ...(below === undefined ? {} : { previous_view_id: below.id }),
      state: stateOf(blocks, { channel }),
    };
  };

  const replace = (current: OpenView, next: OpenView): OpenView => {
    if (current.type === 'home') state.homes[current.user] = next;
    else state.modals[current.user] = stackOf(current.user).map((entry) => (entry.id === current.id ? next : entry));
    return next;
  };

  const redraw = (current: OpenView, view: Json): OpenView => {
    const blocks = withIds(view['blocks'] as readonly Json[], ids);
    const { title: _title, submit: _submit, close: _close, ...kept } = current;
    return replace(current, {
      ...kept,
      ...fieldsOf(view, blocks, hash()),
      state: stateOf(blocks, { before: current.state }),
    });
  };

  return {
    open: (userId, view, channel) => {
      const opened = make(userId, view, channel, undefined);
      state.modals[userId] = [opened];
      publishChange({ kind: 'view_opened', user: userId, viewId: opened.id });
      return opened;
    },
    push: (userId, view, channel) => {
      const stack = stackOf(userId);
      const below = stack.at(-1);
      if (!below || stack.length >= MAX_STACK) return undefined;
      const pushed = make(userId, view, channel, below);
      state.modals[userId] = [...stack, pushed];
      publishChange({ kind: 'view_opened', user: userId, viewId: pushed.id });
      return pushed;
    },
    update: (current, view) => {
      const updated = redraw(current, view);
      publishChange({ kind: 'view_updated', user: current.user, viewId: current.id });
      return updated;
    },
    publish: (userId, view) => {
      const current = state.homes[userId];
      const published = current ? redraw(current, view) : make(userId, view, undefined, undefined);
      state.homes[userId] = published;
      publishChange({ kind: 'home_published', user: userId, viewId: published.id });
      return published;
    },
    setState: (current, values) => {
      const updated = replace(current, { ...current, state: values });
      publishChange({ kind: 'view_updated', user: current.user, viewId: current.id });
      return updated;
    },
    close: (viewId) => {
      const view = everything().find((entry) => entry.id === viewId);
      if (view?.type !== 'modal') return;
      const stack = stackOf(view.user);
      // Modals above it are closed as well.
      state.modals[view.user] = stack.slice(
        0,
        stack.findIndex((entry) => entry.id === viewId),
      );
      publishChange({ kind: 'view_closed', user: view.user, viewId });
    },
    closeAll: (userId) => {
      const stack = stackOf(userId);
      state.modals[userId] = [];
      for (const view of stack) publishChange({ kind: 'view_closed', user: userId, viewId: view.id });
    },
    find: (viewId) => everything().find((entry) => entry.id === viewId),
    byExternalId: (externalId) => everything().find((entry) => externalId !== '' && entry.external_id === externalId),
    stackOf,
    homeOf: (userId) => own(state.homes, userId),
  };
};
