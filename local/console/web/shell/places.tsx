import type { About, SlackView } from '../../protocol.ts';
import { mentionedAs, oddityOf, type PersonView, type Place, placeKey, unreadIn } from '../live/person.ts';
import { goTo, pane, readMarks } from '../live/where.ts';
import { TEXT } from '../text.ts';
import { BotAvatar } from './avatar.tsx';
import { UnreadMark } from './unread-mark.tsx';

interface PlacesProps {
  readonly view: PersonView;
  readonly slack: SlackView;
  readonly about: About;
  readonly current: Place;
}

const Heading = ({ view: { user }, slack, about }: Omit<PlacesProps, 'current'>) => {
  const identity = about.identities[user.id];
  const oddity = oddityOf(user, slack.team.id);
  const inAws =
    identity === undefined
      ? TEXT.places.notInCatalog
      : identity.kind === 'iam-user'
        ? TEXT.places.iamUser(identity.name)
        : TEXT.places.federated(identity.name);
  return (
    <div className="whoami">
      <strong>{user.real_name}</strong>
      {oddity !== undefined && <span className="badge badge-odd">{oddity}</span>}
      <span>{inAws}</span>
      <span>{user.tz}</span>
    </div>
  );
};

/** The channels, the app and the group messages of a user, with unread counts. */
export const Places = (props: PlacesProps) => {
  const { view, current, slack } = props;
  const marks = readMarks.use();
  const me = mentionedAs(slack, view.user.id);
  const link = (place: Place) => {
    const unread = unreadIn(place, me, marks);
    const isCurrent = placeKey(place) === placeKey(current);
    return (
      <li key={placeKey(place)}>
        <button
          type="button"
          className={unread.count > 0 && !isCurrent ? 'place place-unread' : 'place'}
          aria-current={isCurrent ? 'page' : undefined}
          onClick={() => {
            pane.set('chat');
            goTo({ user: view.user.id, place: placeKey(place), tab: 'messages' });
          }}
        >
          {place.kind === 'app' ? (
            <BotAvatar size={18} />
          ) : (
            <span aria-hidden="true">{place.kind === 'channel' ? '#' : '⁂'}</span>
          )}
          <span className="place-name">{place.name}</span>
          {!isCurrent && <UnreadMark unread={unread} />}
        </button>
      </li>
    );
  };
  const channels = view.places.filter(({ kind }) => kind === 'channel');
  const apps = view.places.filter(({ kind }) => kind === 'app');
  const groups = view.places.filter(({ kind }) => kind === 'group');
  return (
    <nav className="places" aria-label={TEXT.places.label}>
      <Heading {...props} />
      <h2>{TEXT.places.channels}</h2>
      <ul>{channels.map(link)}</ul>
      <h2>{TEXT.places.apps}</h2>
      <ul>{apps.map(link)}</ul>
      {groups.length > 0 && <h2>{TEXT.places.groups}</h2>}
      {groups.length > 0 && <ul>{groups.map(link)}</ul>}
    </nav>
  );
};
