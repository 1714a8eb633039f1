import type { Clock } from '../contract.ts';
import type { Ids } from './ids.ts';
import { own, type StoredTrigger, type WorldState } from './state.ts';

/** How long a trigger can open a modal: https://docs.slack.dev/surfaces/modals. */
export const TRIGGER_LIFE_MS = 3000;

/** The result of using a trigger. */
export type Exchange =
  | { readonly ok: true; readonly trigger: StoredTrigger }
  | { readonly ok: false; readonly error: 'expired_trigger_id' | 'exchanged_trigger_id' | 'invalid_trigger_id' };

/** Creates and redeems triggers. Each trigger can be used once. */
export interface Triggers {
  issue(userId: string, channel?: string): string;
  /** Returns the result of an exchange without using the trigger. */
  check(triggerId: unknown): Exchange;
  use(triggerId: string): void;
}

/** Creates the triggers of a workspace. */
export const createTriggers = (state: WorldState, ids: Ids, clock: Clock): Triggers => ({
  issue: (user, channel) => {
    const nowMs = clock.now().getTime();
    for (const [id, trigger] of Object.entries(state.triggers)) {
      // Triggers are deleted after one hour. From then on, they are unknown instead of expired.
      if (nowMs - trigger.issuedAtMs > 3_600_000) delete state.triggers[id];
    }
    const id = `${nowMs}.${state.sequence}.${ids.secret('trigger')}`;
    state.triggers[id] = { user, issuedAtMs: nowMs, isUsed: false, ...(channel === undefined ? {} : { channel }) };
    return id;
  },
  check: (triggerId) => {
    const trigger = typeof triggerId === 'string' ? own(state.triggers, triggerId) : undefined;
    if (!trigger) return { ok: false, error: 'invalid_trigger_id' };
    if (trigger.isUsed) return { ok: false, error: 'exchanged_trigger_id' };
    if (clock.now().getTime() - trigger.issuedAtMs > TRIGGER_LIFE_MS) return { ok: false, error: 'expired_trigger_id' };
    return { ok: true, trigger };
  },
  use: (triggerId) => {
    const trigger = state.triggers[triggerId];
    if (trigger) state.triggers[triggerId] = { ...trigger, isUsed: true };
  },
});
