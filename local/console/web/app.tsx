import { useEffect, useState } from 'react';
import { Panel } from './aws/panel.tsx';
import { trials } from './aws/trials.ts';
import { Composer } from './chat/composer.tsx';
import { HomeTab } from './chat/home-tab.tsx';
import { Intro } from './chat/intro.tsx';
import { Messages } from './chat/messages.tsx';
import { APP_CONVERSATION, type Conversation, conversationKey, type PersonView, viewOf } from './live/person.ts';
import { type Known, known, useLive } from './live/topics.ts';
import { goTo, isIntroduced, notice, pane, readMarks, type Where, where } from './live/where.ts';
import { Modal } from './modal/modal.tsx';
import { Announcer } from './shell/announcer.tsx';
import { People } from './shell/people.tsx';
import { Sidebar } from './shell/sidebar.tsx';
import { TopBar } from './shell/top-bar.tsx';
import { TEXT } from './text.ts';

type Ready = Known & Required<Pick<Known, 'about' | 'slack'>>;

const PANES = ['sidebar', 'chat', 'aws'] as const;

/** Marks the visible conversation as read while the page itself is visible. */
const useReadMark = (conversation: Conversation, userId: string): void => {
  const last = conversation.messages.at(-1)?.ts;
  useEffect(() => {
    if (last === undefined) return;
    const mark = () => {
      const key = `${userId}/${conversationKey(conversation)}`;
      if (document.visibilityState === 'visible' && readMarks.get()[key] !== last) {
        readMarks.set((all) => ({ ...all, [key]: last }));
      }
    };
    mark();
    document.addEventListener('visibilitychange', mark);
    return () => document.removeEventListener('visibilitychange', mark);
  }, [last, conversation, userId]);
};

interface ChatProps {
  readonly ready: Ready;
  readonly view: PersonView;
  readonly conversation: Conversation;
  readonly at: Where;
}

const Chat = ({ ready: { about, slack, requests = [] }, view, conversation, at }: ChatProps) => {
  const { user } = view;
  const isKnown = isIntroduced.use();
  const hasTried = Object.values(trials.use()).some(({ session }) => session !== undefined);
  const draftKey = `${user.id}/${conversationKey(conversation)}`;
  const reader = { slack, userId: user.id, timeZone: user.tz };
  useReadMark(conversation, user.id);
  const requester = Object.keys(about.identities)[0];
  const nameOf = (id: string | undefined): string => slack.users.find((one) => one.id === id)?.name ?? TEXT.intro.user;
  const approver = slack.users.find(({ id }) => about.identities[id] === undefined && id !== about.appUserId);
  const commandChannel = view.conversations.find(({ kind }) => kind === 'channel')?.id ?? 'C0GENERAL';
  const people = slack.users
    .filter(({ id, deleted }) => id !== about.appUserId && !deleted)
    .map(({ name, real_name }) => ({ name, description: real_name }));
  const isEmpty = conversation.messages.length === 0;
  return (
    <>
      <Messages conversation={conversation} appUserId={about.appUserId} {...reader}>
        {!isKnown && (
          <Intro
            draftKey={draftKey}
            requester={nameOf(requester)}
            approver={approver?.name ?? TEXT.intro.approver}
            role={about.roles[0]?.name ?? 'prod-s3'}
            requests={requests}
            hasTried={hasTried}
          />
        )}
        {isEmpty && (
          <p className="empty">
            {conversation.kind === 'app'
              ? TEXT.message.noDirectMessages
              : TEXT.message.noMessages(`${conversation.kind === 'channel' ? '#' : ''}${conversation.name}`)}
          </p>
        )}
      </Messages>
      <Composer
        key={draftKey}
        userId={user.id}
        channelId={conversation.id === APP_CONVERSATION ? undefined : conversation.id}
        commandChannelId={commandChannel}
        conversationName={at.conversation === APP_CONVERSATION ? TEXT.composer.appConversation : conversation.name}
        draftKey={draftKey}
        names={{ ...about, people }}
      />
    </>
  );
};

const Notice = () => {
  const current = notice.use();
  return (
    <div className="notice-area" role="alert">
      {current !== undefined && (
        <p className="notice">
          {current.text}
          <button type="button" aria-label={TEXT.page.dismiss} onClick={() => notice.set(undefined)}>
            ×
          </button>
        </p>
      )}
    </div>
  );
};

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
            <HomeTab home={view.home} slack={slack} userId={user.id} timeZone={user.tz} />
          ) : (
            <Chat
              ready={ready}
              view={view}
              conversation={conversation}
              at={{ ...at, conversation: conversationKey(conversation) }}
            />
          )}
          <Notice />
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
  const [role, setRole] = useState<string | undefined>(undefined);
  useLive(role);
  const now = known.use();
  const { about, slack } = now;
  if (about === undefined || slack === undefined) {
    return (
      <p className="loading" role="status">
        {now.isConnected ? TEXT.page.connecting : TEXT.page.unreachable}
      </p>
    );
  }
  return <Console ready={{ ...now, about, slack }} role={role ?? about.roles[0]?.name ?? ''} onRole={setRole} />;
};
