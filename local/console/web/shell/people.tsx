import { useId, useState } from 'react';
import type { User } from '../../model/slack-workspace.ts';
import type { SlackView } from '../../protocol.ts';
import {
  conversationKey,
  landingOf,
  mentionedAs,
  type ReadMarks,
  statusOf,
  type Unread,
  unreadIn,
  viewOf,
} from '../live/person.ts';
import { goTo, readMarks } from '../live/where.ts';
import { TEXT } from '../text.ts';
import { Avatar } from './avatar.tsx';
import { Tooltip } from './tooltip.tsx';
import { UnreadMark } from './unread-mark.tsx';

interface PeopleProps {
  readonly slack: SlackView;
  readonly appUserId: string;
  readonly current: User;
  readonly currentConversation: string;
}

/** A name that can wrap after its first underscore, without an invisible character in it. */
const Breakable = ({ name }: { name: string }) => {
  const at = name.indexOf('_') + 1;
  return (
    <>
      {name.slice(0, at)}
      <wbr />
      {name.slice(at)}
    </>
  );
};

const unreadOf = (slack: SlackView, user: User, appUserId: string, marks: ReadMarks): Unread => {
  const me = mentionedAs(slack, user.id);
  const each = viewOf(slack, user, appUserId).conversations.map((conversation) => unreadIn(conversation, me, marks));
  return {
    count: each.reduce((sum, { count }) => sum + count, 0),
    calls: each.reduce((sum, { calls }) => sum + calls, 0),
  };
};

/** The users to switch to: full members first, other accounts on demand. */
export const People = ({ slack, appUserId, current, currentConversation }: PeopleProps) => {
  const marks = readMarks.use();
  const othersId = useId();
  const users = slack.users.filter(({ id }) => id !== appUserId);
  const others = users.filter((user) => statusOf(user, slack.team.id) !== undefined);
  const members = users.filter((user) => !others.includes(user));
  const [areOthersShown, setOthersShown] = useState(others.includes(current));

  const become = (user: User) => {
    const landing = landingOf(viewOf(slack, user, appUserId), mentionedAs(slack, user.id), marks, currentConversation);
    goTo({ user: user.id, conversation: landing === undefined ? '' : conversationKey(landing), tab: 'messages' });
  };
  const person = (user: User) => {
    const unread = unreadOf(slack, user, appUserId, marks);
    const status = statusOf(user, slack.team.id);
    const isCurrent = user.id === current.id;
    return (
      <li key={user.id}>
        <Tooltip text={TEXT.people.switchToName(user.real_name, status)}>
          <button type="button" className="person" aria-current={isCurrent || undefined} onClick={() => become(user)}>
            <Avatar id={user.id} name={user.real_name} />
            <span className="person-name">
              <span className="sr-only">{TEXT.people.switchTo}</span>
              <Breakable name={user.name} />
              {status !== undefined && <span className="sr-only">{`, ${status}`}</span>}
            </span>
            {!isCurrent && <UnreadMark unread={unread} />}
          </button>
        </Tooltip>
      </li>
    );
  };
  return (
    <nav className="people" aria-label={TEXT.people.label}>
      <ul>{members.map(person)}</ul>
      {others.length > 0 && (
        <Tooltip text={TEXT.people.moreHint}>
          <button
            type="button"
            className="person-more"
            aria-expanded={areOthersShown}
            aria-controls={othersId}
            onClick={() => setOthersShown(!areOthersShown)}
          >
            {areOthersShown ? TEXT.people.fewer : TEXT.people.more(others.length)}
          </button>
        </Tooltip>
      )}
      <ul id={othersId} hidden={!areOthersShown}>
        {others.map(person)}
      </ul>
    </nav>
  );
};
