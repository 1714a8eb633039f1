import type { About, SlackView } from '../../protocol.ts';
import {
  type Conversation,
  conversationKey,
  mentionedAs,
  type PersonView,
  statusOf,
  unreadIn,
} from '../live/person.ts';
import { goTo, pane, readMarks } from '../live/where.ts';
import { TEXT } from '../text.ts';
import { BotAvatar } from './avatar.tsx';
import { UnreadMark } from './unread-mark.tsx';

interface SidebarProps {
  readonly view: PersonView;
  readonly slack: SlackView;
  readonly about: About;
  readonly current: Conversation;
}

const Heading = ({ view: { user }, slack, about }: Omit<SidebarProps, 'current'>) => {
  const identity = about.identities[user.id];
  const status = statusOf(user, slack.team.id);
  const inAws =
    identity === undefined
      ? TEXT.sidebar.notInCatalog
      : identity.kind === 'iam-user'
        ? TEXT.sidebar.iamUser(identity.name)
        : TEXT.sidebar.federated(identity.name);
  return (
    <div className="whoami">
      <strong>{user.real_name}</strong>
      {status !== undefined && <span className="badge badge-status">{status}</span>}
      <span>{inAws}</span>
      <span>{user.tz}</span>
    </div>
  );
};

/** The channels, the app and the group messages of a user, with unread counts. */
export const Sidebar = (props: SidebarProps) => {
  const { view, current, slack } = props;
  const marks = readMarks.use();
  const me = mentionedAs(slack, view.user.id);
  const link = (conversation: Conversation) => {
    const unread = unreadIn(conversation, me, marks);
    const isCurrent = conversationKey(conversation) === conversationKey(current);
    return (
      <li key={conversationKey(conversation)}>
        <button
          type="button"
          className={unread.count > 0 && !isCurrent ? 'sidebar-item sidebar-item-unread' : 'sidebar-item'}
          aria-current={isCurrent ? 'page' : undefined}
          onClick={() => {
            pane.set('chat');
            goTo({ user: view.user.id, conversation: conversationKey(conversation), tab: 'messages' });
          }}
        >
          {conversation.kind === 'app' ? (
            <BotAvatar size={18} />
          ) : (
            <span aria-hidden="true">{conversation.kind === 'channel' ? '#' : '⁂'}</span>
          )}
          <span className="sidebar-item-name">{conversation.name}</span>
          {!isCurrent && <UnreadMark unread={unread} />}
        </button>
      </li>
    );
  };
  const channels = view.conversations.filter(({ kind }) => kind === 'channel');
  const apps = view.conversations.filter(({ kind }) => kind === 'app');
  const groups = view.conversations.filter(({ kind }) => kind === 'group');
  return (
    <nav className="sidebar" aria-label={TEXT.sidebar.label}>
      <Heading {...props} />
      <h2>{TEXT.sidebar.channels}</h2>
      <ul>{channels.map(link)}</ul>
      <h2>{TEXT.sidebar.apps}</h2>
      <ul>{apps.map(link)}</ul>
      {groups.length > 0 && <h2>{TEXT.sidebar.groups}</h2>}
      {groups.length > 0 && <ul>{groups.map(link)}</ul>}
    </nav>
  );
};
