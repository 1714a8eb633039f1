import { useLayoutEffect } from 'react';
import { theme } from '../live/where.ts';
import { TEXT } from '../text.ts';
import { Tooltip } from './tooltip.tsx';

const NEXT = { system: 'light', light: 'dark', dark: 'system' } as const;
const SIGN = { system: '◐', light: '☀', dark: '☾' } as const;

/** Light, dark, or the system setting. */
export const ThemeToggle = () => {
  const current = theme.use();
  useLayoutEffect(() => {
    if (current === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = current;
  }, [current]);
  return (
    <Tooltip text={TEXT.page.colorsNow(current)}>
      <button
        type="button"
        className="button-icon"
        aria-label={TEXT.page.colors(current, NEXT[current])}
        onClick={() => theme.set(NEXT[current])}
      >
        <span aria-hidden="true">{SIGN[current]}</span>
      </button>
    </Tooltip>
  );
};
