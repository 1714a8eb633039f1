import { APP_PLACE, type Place } from '../live/person.ts';
import { goTo, pane } from '../live/where.ts';
import { TEXT } from '../text.ts';
import { ThemeToggle } from './theme-toggle.tsx';

interface TopBarProps {
  readonly place: Place;
  readonly isHome: boolean;
  readonly userId: string;
  readonly isConnected: boolean;
}

/** The current place. The place of the app has two tabs. */
export const TopBar = ({ place, isHome, userId, isConnected }: TopBarProps) => {
  const shown = pane.use();
  return (
    <header className="top-bar">
      <h2 id="place-title">
        {place.kind === 'channel' && <span aria-hidden="true">#</span>}
        {place.name}
      </h2>
      {place.kind === 'app' && (
        <div className="app-tabs">
          {(['home', 'messages'] as const).map((tab) => (
            <button
              key={tab}
              type="button"
              aria-current={(tab === 'home') === isHome ? 'page' : undefined}
              onClick={() => goTo({ user: userId, place: APP_PLACE, tab })}
            >
              {TEXT.places[tab]}
            </button>
          ))}
        </div>
      )}
      <span className="spacer" />
      {!isConnected && (
        <span className="offline" role="status">
          {TEXT.page.offline}
        </span>
      )}
      <button
        type="button"
        className="button aws-toggle"
        aria-pressed={shown === 'aws'}
        onClick={() => pane.set(shown === 'aws' ? 'chat' : 'aws')}
      >
        {TEXT.aws.title}
      </button>
      <ThemeToggle />
    </header>
  );
};
