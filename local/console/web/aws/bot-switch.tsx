import { useState } from 'react';
import type { BotView } from '../../protocol.ts';
import { troubleText } from '../blocks/trouble.ts';
import { api } from '../live/api.ts';
import { notice } from '../live/where.ts';

/** Stops everything of ours, to see that IAM ends the access without it. */
export const BotSwitch = ({ bot }: { bot: BotView }) => {
  const [isTurning, setTurning] = useState(false);
  const isOn = bot.lambdas.some(({ isRunning }) => isRunning);
  const turn = async () => {
    if (isTurning) return;
    setTurning(true);
    const done = await api.turnBot(!isOn);
    setTurning(false);
    if (!done.ok) notice.set({ text: troubleText(done.error) });
  };
  return (
    <div className={isOn ? 'bot-switch' : 'bot-switch bot-stopped'}>
      <p>
        <b>{isOn ? 'The bot runs' : 'The bot is stopped'}</b>
        <span>
          {isOn
            ? bot.lambdas.map(({ name }) => name).join(', ')
            : 'Nothing of ours runs. What was promised still ends on time: IAM itself ends it.'}
        </span>
      </p>
      <button
        type="button"
        className={isOn ? 'button' : 'button button-primary'}
        aria-disabled={isTurning}
        aria-busy={isTurning}
        onClick={() => void turn()}
      >
        {isOn ? 'Stop the bot' : 'Start the bot'}
      </button>
    </div>
  );
};
