import { useState } from 'react';
import type { BotView } from '../../protocol.ts';
import { api } from '../live/api.ts';
import { notice } from '../live/where.ts';
import { errorText, TEXT } from '../text.ts';

/** Stops the bot, to show that IAM ends access without it. */
export const BotSwitch = ({ bot }: { bot: BotView }) => {
  const [isTurning, setTurning] = useState(false);
  const isOn = bot.lambdas.some(({ isRunning }) => isRunning);
  const turn = async () => {
    if (isTurning) return;
    setTurning(true);
    const done = await api.turnBot(!isOn);
    setTurning(false);
    if (!done.ok) notice.set({ text: errorText(done.error) });
  };
  return (
    <div className={isOn ? 'bot-switch' : 'bot-switch bot-stopped'}>
      <p>
        <b>{isOn ? TEXT.bot.running : TEXT.bot.stopped}</b>
        <span>{isOn ? bot.lambdas.map(({ name }) => name).join(', ') : TEXT.bot.stoppedNote}</span>
      </p>
      <button
        type="button"
        className={isOn ? 'button' : 'button button-primary'}
        aria-disabled={isTurning}
        aria-busy={isTurning}
        onClick={() => void turn()}
      >
        {isOn ? TEXT.bot.stop : TEXT.bot.start}
      </button>
    </div>
  );
};
