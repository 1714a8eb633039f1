import { useEffect, useState } from 'react';
import { Panel } from './aws/panel.tsx';
import { trials } from './aws/trials.ts';
import { Composer } from './chat/composer.tsx';
import { HomeTab } from './chat/home-tab.tsx';
import { Intro } from './chat/intro.tsx';
import { Messages } from './chat/messages.tsx';
import { APP_PLACE, type PersonView, type Place, placeKey, viewOf } from './live/person.ts';
import { type Known, known, useLive } from './live/topics.ts';
import { goTo, isIntroduced, notice, pane, readMarks, type Where, where } from './live/where.ts';
import { Modal } from './modal/modal.tsx';
import { Announcer } from './shell/announcer.tsx';
import { People } from './shell/people.tsx';
import { Places } from './shell/places.tsx';
import { TopBar } from './shell/top-bar.tsx';
import { TEXT } from './text.ts';

type Ready = Known & Required<Pick<Known, 'about' | 'slack'>>;

const PANES = ['places', 'chat', 'aws'] as const;

/** Marks the visible place as read while the page itself is visible. */
const useReadMark = (place: Place, userId: string): void => {
  const last = place.messages.at(-1)?.ts;
  useEffect(() => {
    if (last === undefined) return;
    const mark = () => {
      const key = `${userId}/${placeKey(place)}`;
      if (document.visibilityState === 'visible' && readMarks.get()[key] !== last) {
        readMarks.set((all) => ({ ...all, [key]: last }));
      }
    };
    mark();
    document.addEventListener('visibilitychange', mark);
    return () => document.removeEventListener('visibilitychange', mark);
  }, [last, place, userId]);
};

interface ConversationProps {
  readonly ready: Ready;
  readonly view: PersonView;
  readonly place: Place;
  readonly at: Where;
}

const Conversation = ({ ready: { about, slack, requests = [] }, view, place, at }: ConversationProps) => {
  const { user } = view;
  const isKnown = isIntroduced.use();
  const hasTried = Object.values(trials.use()).some(({ session }) => session !== undefined);
  const draftKey = `${user.id}/${placeKey(place)}`;
  const reader = { slack, userId: user.id, timeZone: user.tz };
  useReadMark(place, user.id);
  const requester = Object.keys(about.identities)[0];
  const nameOf = (id: string | undefined): string => slack.users.find((one) => one.id === id)?.name ?? TEXT.intro.user;
  const approver = slack.users.find(({ id }) => about.identities[id] === undefined && id !== about.appUserId);
  const commandChannel = view.places.find(({ kind }) => kind === 'channel')?.id ?? 'C0GENERAL';
  const people = slack.users
    .filter(({ id, deleted }) => id !== about.appUserId && !deleted)
    .map(({ name, real_name }) => ({ name, description: real_name }));
  const isEmpty = place.messages.length === 0;
  return (
    <>
      <Messages place={place} appUserId={about.appUserId} {...reader}>
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
            {place.kind === 'app'
              ? TEXT.message.noDirectMessages
              : TEXT.message.noMessages(`${place.kind === 'channel' ? '#' : ''}${place.name}`)}
          </p>
        )}
      </Messages>
      <Composer
        key={draftKey}
        userId={user.id}
        channelId={place.id === APP_PLACE ? undefined : place.id}
        commandChannelId={commandChannel}
        placeName={at.place === APP_PLACE ? TEXT.composer.appPlace : place.name}
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
  const place = view?.places.find((one) => placeKey(one) === at.place) ?? view?.places[0];
  const isHome = at.tab === 'home' && place?.kind === 'app';

  // Switching the user or the place dismisses the notice.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the effect runs on every switch
  useEffect(() => notice.set(undefined), [user?.id, at.place, at.tab]);

  if (user === undefined || view === undefined || place === undefined) return <p>{TEXT.page.noUsers}</p>;
  return (
    <div className="console" data-pane={shown}>
      <header className="page-head">
        <button type="button" className="skip" onClick={() => document.getElementById('conversation')?.focus()}>
          {TEXT.page.skip}
        </button>
        <h1 className="sr-only">{TEXT.page.title}</h1>
      </header>
      <People slack={slack} appUserId={about.appUserId} current={user} currentPlace={placeKey(place)} />
      <Places view={view} slack={slack} about={about} current={place} />
      <main>
        <section className="chat" id="conversation" tabIndex={-1} aria-labelledby="place-title">
          <TopBar place={place} isHome={isHome} userId={user.id} isConnected={ready.isConnected} />
          {isHome ? (
            <HomeTab home={view.home} slack={slack} userId={user.id} timeZone={user.tz} />
          ) : (
            <Conversation ready={ready} view={view} place={place} at={{ ...at, place: placeKey(place) }} />
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
              if (at.user === '') goTo({ user: user.id, place: placeKey(place), tab: at.tab });
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
