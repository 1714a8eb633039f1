import type { BotFunction } from '../options.ts';
import type { BotView } from '../protocol.ts';

/** The switch of the bot's functions. */
export interface Bot {
  view(): BotView;
  /** Stops all functions immediately, or starts them again. */
  turn(isOn: boolean): Promise<void>;
}

/** Creates the switch. Concurrent clicks take effect one after the other. */
export const createBot = (functions: readonly BotFunction[]): Bot => {
  const starting = new Set<string>();
  let turning: Promise<unknown> = Promise.resolve();
  const start = async (one: BotFunction): Promise<void> => {
    starting.add(one.name);
    await one.start().finally(() => starting.delete(one.name));
  };
  return {
    // A function that has not loaded its handler yet does not answer, so it is shown as stopped.
    view: () => ({
      lambdas: functions.map(({ name, isRunning }) => ({ name, isRunning: isRunning && !starting.has(name) })),
    }),
    turn: async (isOn) => {
      const changed = () => functions.filter(({ isRunning }) => isRunning !== isOn);
      const turned = turning.then(() => Promise.all(changed().map((one) => (isOn ? start(one) : one.stop()))));
      turning = turned.catch(() => {});
      await turned;
    },
  };
};
