import { APP_CONVERSATION, type Conversation } from '../live/person.ts';
import { goTo, pane } from '../live/where.ts';
import { TEXT } from '../text.ts';
import { ThemeToggle } from './theme-toggle.tsx';

interface TopBarProps {
  readonly conversation: Conversation;
  readonly isHome: boolean;
  readonly userId: string;
  readonly isConnected: boolean;
}

/** The current conversation. The conversation of the app has two tabs. */
export const TopBar = ({ conversation, isHome, userId, isConnected }: TopBarProps) => {
  const shown = pane.use();
  return (
    <header className="top-bar">
      <h2 id="conversation-title">
        {conversation.kind === 'channel' && <span aria-hidden="true">#</span>}
        {conversation.name}
      </h2>
      {conversation.kind === 'app' && (
        <div className="app-tabs">
          {(['home', 'messages'] as const).map((tab) => (
            <button
              key={tab}
              type="button"
              aria-current={(tab === 'home') === isHome ? 'page' : undefined}
              onClick={() => goTo({ user: userId, conversation: APP_CONVERSATION, tab })}
            >
              {TEXT.sidebar[tab]}
            </button>
          ))}
        </div>
      )}
      <span className="spacer" />
      <span className={isConnected ? '' : 'offline'} role="status">
        {!isConnected && TEXT.page.offline}
      </span>
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
