import { useId, useState } from 'react';
import type { User } from '../../model/slack-workspace.ts';
import type { SlackView } from '../../protocol.ts';
import {
  landingOf,
  mentionedAs,
  oddityOf,
  placeKey,
  type ReadMarks,
  type Unread,
  unreadIn,
  viewOf,
} from '../live/person.ts';
import { goTo, readMarks } from '../live/where.ts';
import { Avatar } from './avatar.tsx';
import { UnreadMark } from './unread-mark.tsx';

interface PeopleProps {
  readonly slack: SlackView;
  readonly appUserId: string;
  readonly current: User;
  readonly currentPlace: string;
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
  const each = viewOf(slack, user, appUserId).places.map((place) => unreadIn(place, me, marks));
  return {
    count: each.reduce((sum, { count }) => sum + count, 0),
    calls: each.reduce((sum, { calls }) => sum + calls, 0),
  };
};

/** The users to switch to: full members first, other accounts on demand. */
export const People = ({ slack, appUserId, current, currentPlace }: PeopleProps) => {
  const marks = readMarks.use();
  const oddId = useId();
  const everybody = slack.users.filter(({ id }) => id !== appUserId);
  const odd = everybody.filter((user) => oddityOf(user, slack.team.id) !== undefined);
  const usual = everybody.filter((user) => !odd.includes(user));
  const [isOddShown, setOddShown] = useState(odd.includes(current));

  const person = (user: User) => {
    const unread = unreadOf(slack, user, appUserId, marks);
    const oddity = oddityOf(user, slack.team.id);
    const isCurrent = user.id === current.id;
    return (
      <li key={user.id}>
        <button
          type="button"
          className="person"
          aria-current={isCurrent || undefined}
          title={oddity === undefined ? `Switch to ${user.real_name}` : `Switch to ${user.real_name} (${oddity})`}
          onClick={() => {
            const landing = landingOf(viewOf(slack, user, appUserId), mentionedAs(slack, user.id), marks, currentPlace);
            goTo({ user: user.id, place: landing === undefined ? '' : placeKey(landing), tab: 'messages' });
          }}
        >
          <Avatar id={user.id} name={user.real_name} />
          <span className="person-name">
            <span className="sr-only">Switch to </span>
            <Breakable name={user.name} />
            {oddity !== undefined && <span className="sr-only">{`, ${oddity}`}</span>}
          </span>
          {!isCurrent && <UnreadMark unread={unread} />}
        </button>
      </li>
    );
  };
  return (
    <nav className="people" aria-label="People">
      <ul>{usual.map(person)}</ul>
      <button
        type="button"
        className="person-more"
        aria-expanded={isOddShown}
        aria-controls={oddId}
        title="Guests, users of other workspaces, bots, deactivated users: the bot must refuse them"
        onClick={() => setOddShown(!isOddShown)}
      >
        {isOddShown ? 'fewer' : `${odd.length} more`}
      </button>
      <ul id={oddId} hidden={!isOddShown}>
        {odd.map(person)}
      </ul>
    </nav>
  );
};
