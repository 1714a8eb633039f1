import { clockSeconds } from '../../model/slack-date.ts';
import { endOf, openingsOf } from '../../model/statements.ts';
import { timeLeft, timeLeftSpoken } from '../../model/words.ts';
import type { AwsView } from '../../protocol.ts';
import { useNow } from '../live/use-now.ts';

interface CountdownProps {
  readonly aws: AwsView;
  readonly guard: Parameters<typeof endOf>[0]['guard'];
  /** The session name of the user; undefined for users without an AWS identity in the catalog. */
  readonly person: string | undefined;
  readonly shownName: string;
  readonly timeZone: string;
}

interface Other {
  readonly name: string;
  readonly startsAt?: Date;
  readonly endsAt: Date;
}

const isOpen = ({ startsAt }: Other, now: Date): boolean => startsAt === undefined || startsAt <= now;

const left = (other: Other, now: Date): string =>
  isOpen(other, now)
    ? timeLeft(other.endsAt.getTime() - now.getTime())
    : `opens in ${timeLeft((other.startsAt ?? now).getTime() - now.getTime())}`;

const Others = ({ others, now }: { others: readonly Other[]; now: Date }) => (
  <ul className="countdown-others" aria-label="Other users with access">
    {others.map((other) => (
      <li key={other.name}>
        <span>{other.name}</span>
        <span className="countdown-small">{left(other, now)}</span>
      </li>
    ))}
  </ul>
);

/**
 * Whether a user has access to the role, and for how long. It is read from the policies, so it matches what IAM
 * decides.
 */
export const Countdown = ({ aws, guard, person, shownName, timeZone }: CountdownProps) => {
  const now = useNow(250);
  const trust = aws.found?.trust ?? [];
  const mine = person === undefined ? undefined : endOf({ trust, guard }, person, now);
  const names = new Set(openingsOf(trust).flatMap(({ people }) => people));
  const others = [...names].toSorted().flatMap((name) => {
    const open = name === person ? undefined : endOf({ trust, guard }, name, now);
    return open === undefined ? [] : [{ name, ...open }];
  });
  if (mine === undefined) {
    const open = others.filter((other) => isOpen(other, now)).length;
    const count = open === 1 ? 'one user' : `${open} people`;
    const state = person !== undefined ? `Closed for ${shownName}` : open === 0 ? 'Closed' : `Open for ${count}`;
    return (
      <section className="countdown countdown-closed" aria-label="Time left">
        <span className="countdown-state">{state}</span>
        <span className="countdown-note">
          {person === undefined
            ? `${shownName} has no AWS identity in the catalog.`
            : 'No statement grants access now.'}
        </span>
        {others.length > 0 && <Others others={others} now={now} />}
      </section>
    );
  }
  const { startsAt, endsAt } = mine;
  const isEarly = startsAt !== undefined && startsAt > now;
  const leftMs = (isEarly ? startsAt : endsAt).getTime() - now.getTime();
  return (
    <section className={isEarly ? 'countdown countdown-early' : 'countdown countdown-open'} aria-label="Time left">
      <span className="countdown-state">{`${isEarly ? 'Opens for' : 'Open for'} ${shownName}${isEarly ? ' in' : ''}`}</span>
      <span className="countdown-time" role="timer" aria-label={timeLeftSpoken(leftMs)}>
        {timeLeft(leftMs)}
      </span>
      <span className="countdown-note">
        {`${isEarly ? `from ${clockSeconds(startsAt, timeZone)} ` : ''}until ${clockSeconds(endsAt, timeZone)} in ${timeZone}`}
      </span>
      {others.length > 0 && <Others others={others} now={now} />}
    </section>
  );
};
