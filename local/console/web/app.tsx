import { useEffect } from 'react';
import { Panel } from './aws/panel.tsx';
import { Chat, type Ready } from './chat/chat.tsx';
import { HomeTab } from './chat/home-tab.tsx';
import { conversationKey, viewOf } from './live/person.ts';
import { known, useLive } from './live/topics.ts';
import { goTo, notice, pane, shownRole, where } from './live/where.ts';
import { Modal } from './modal/modal.tsx';
import { Announcer } from './shell/announcer.tsx';
import { Notice } from './shell/notice.tsx';
import { People } from './shell/people.tsx';
import { Sidebar } from './shell/sidebar.tsx';
import { TopBar } from './shell/top-bar.tsx';
import { useKeptFocus } from './shell/use-kept-focus.ts';
import { TEXT } from './text.ts';

const PANES = ['sidebar', 'chat', 'aws'] as const;

const Console = ({ ready, role, onRole }: { ready: Ready; role: string; onRole(role: string): void }) => {
  const { about, slack } = ready;
  const at = where.use();
  const shown = pane.use();
  const first = Object.keys(about.identities).find((id) => slack.users.some((user) => user.id === id));
  const fallback = slack.users.find(({ id }) => id === first) ?? slack.users[0];
  const user = slack.users.find(({ id }) => id === at.user) ?? fallback;
  const view = user === undefined ? undefined : viewOf(slack, user, about.appUserId);
  const conversation =
    view?.conversations.find((one) => conversationKey(one) === at.conversation) ?? view?.conversations[0];
  const isHome = at.tab === 'home' && conversation?.kind === 'app';

  // Switching the user or the conversation dismisses the notice.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the effect runs on every switch
  useEffect(() => notice.set(undefined), [user?.id, at.conversation, at.tab]);

  if (user === undefined || view === undefined || conversation === undefined) return <p>{TEXT.page.noUsers}</p>;
  return (
    <div className="console" data-pane={shown}>
      <header className="page-head">
        <button type="button" className="skip" onClick={() => document.getElementById('conversation')?.focus()}>
          {TEXT.page.skip}
        </button>
        <h1 className="sr-only">{TEXT.page.title}</h1>
      </header>
      <People
        slack={slack}
        appUserId={about.appUserId}
        current={user}
        currentConversation={conversationKey(conversation)}
      />
      <Sidebar view={view} slack={slack} about={about} current={conversation} />
      <main>
        <section className="chat" id="conversation" tabIndex={-1} aria-labelledby="conversation-title">
          <TopBar conversation={conversation} isHome={isHome} userId={user.id} isConnected={ready.isConnected} />
          {isHome ? (
            <>
              <HomeTab home={view.home} slack={slack} userId={user.id} timeZone={user.tz} />
              <Notice />
            </>
          ) : (
            <Chat
              ready={ready}
              view={view}
              conversation={conversation}
              at={{ ...at, conversation: conversationKey(conversation) }}
            />
          )}
        </section>
        <Panel known={ready} about={about} user={user} role={role} onRole={onRole} />
      </main>
      <nav className="panes" aria-label={TEXT.page.panes}>
        {PANES.map((name) => (
          <button
            key={name}
            type="button"
            aria-current={shown === name || undefined}
            onClick={() => {
              pane.set(name);
              if (at.user === '') goTo({ user: user.id, conversation: conversationKey(conversation), tab: at.tab });
            }}
          >
            {TEXT.page.pane[name]}
          </button>
        ))}
      </nav>
      <Announcer view={view} slack={slack} />
      {view.modal !== undefined && (
        <Modal key={view.modal.id} view={view.modal} slack={slack} userId={user.id} timeZone={user.tz} />
      )}
    </div>
  );
};

/** The whole page, after the server has sent the initial data. */
export const App = () => {
  const chosen = shownRole.use();
  const now = known.use();
  const { about, slack } = now;
  // After a reload, the catalog may not have the role any more.
  const isThere = about === undefined || about.roles.some(({ name }) => name === chosen);
  const role = isThere ? chosen : undefined;
  useLive(role);
  useKeptFocus();
  if (about === undefined || slack === undefined) {
    return (
      <p className="loading" role="status">
        {now.isConnected ? TEXT.page.connecting : TEXT.page.unreachable}
      </p>
    );
  }
  return <Console ready={{ ...now, about, slack }} role={role ?? about.roles[0]?.name ?? ''} onRole={shownRole.set} />;
};
