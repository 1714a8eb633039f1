import type { Lambda } from '../../lambda/lambda.ts';
import type { Stack } from '../../stack/create-stack.ts';
import type { BotView } from '../protocol.ts';

/** The switch of the bot's functions. */
export interface Bot {
  view(): BotView;
  /** Stops all functions in the middle of whatever they do, or starts them again. */
  turn(isOn: boolean): Promise<void>;
}

/** Creates the switch; turns are made one after the other, however fast somebody clicks. */
export const createBot = (lambdas: Stack['lambdas']): Bot => {
  const all = Object.values(lambdas);
  const starting = new Set<string>();
  let turning: Promise<unknown> = Promise.resolve();
  const start = async (one: Lambda): Promise<void> => {
    starting.add(one.name);
    await one.start().finally(() => starting.delete(one.name));
  };
  return {
    // A thread that has not loaded its handler yet answers nobody, so it does not run for those who look.
    view: () => ({
      lambdas: all.map(({ name, isRunning }) => ({ name, isRunning: isRunning && !starting.has(name) })),
    }),
    turn: async (isOn) => {
      const turned = turning.then(() =>
        Promise.all(all.filter(({ isRunning }) => isRunning !== isOn).map((one) => (isOn ? start(one) : one.stop()))),
      );
      turning = turned.catch(() => {});
      await turned;
    },
  };
};
