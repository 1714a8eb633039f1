import { useLayoutEffect } from 'react';
import { theme } from '../live/where.ts';

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
    <button
      type="button"
      className="button-icon"
      aria-label={`Colors: ${current}. Change to ${NEXT[current]}`}
      title={`Colors: ${current}`}
      onClick={() => theme.set(NEXT[current])}
    >
      <span aria-hidden="true">{SIGN[current]}</span>
    </button>
  );
};
