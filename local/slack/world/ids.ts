import { createHmac } from 'node:crypto';
import type { Clock } from '../contract.ts';
import type { WorldState } from './state.ts';

/** Creates every id and timestamp of a workspace. The same actions produce the same ids. */
export interface Ids {
  /** A message timestamp. It is unique and increasing, even if the clock does not advance or goes back. */
  nextTs(): string;
  /** The time of an action, in Slack's seconds with six decimals. */
  actionTs(): string;
  /** `prefix` and nine characters of [0-9A-Z]. */
  next(prefix: string): string;
  /** A token that cannot be guessed without the signing secret. */
  secret(purpose: string): string;
}

const MICROS = 1_000_000;
/** Slack's first message of a second ends in about .000100. A step of 100 keeps timestamps readable. */
const STEP = 100;

const asTs = (micros: number): string => `${Math.floor(micros / MICROS)}.${String(micros % MICROS).padStart(6, '0')}`;

/** Creates the id generator. Its counters are part of the state. */
export const createIds = (state: WorldState, clock: Clock, signingSecret: string): Ids => {
  const advance = (): number => {
    const second = Math.floor(clock.now().getTime() / 1000) * MICROS;
    state.lastTsMicros = Math.max(second + STEP, state.lastTsMicros + STEP);
    return state.lastTsMicros;
  };
  const digest = (text: string): string => createHmac('sha256', signingSecret).update(text).digest('hex');
  const nextSequence = (): number => {
    state.sequence += 1;
    return state.sequence;
  };

  return {
    nextTs: () => asTs(advance()),
    actionTs: () => asTs(clock.now().getTime() * 1000),
    next: (prefix) => `${prefix}${nextSequence().toString(36).toUpperCase().padStart(9, '0')}`,
    secret: (purpose) => digest(`${purpose}:${nextSequence()}`).slice(0, 32),
  };
};
