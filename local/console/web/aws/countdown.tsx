import { clockSeconds } from '../../model/slack-date.ts';
import { endOf, openingsOf } from '../../model/statements.ts';
import { timeLeft, timeLeftSpoken } from '../../model/words.ts';
import type { AwsView } from '../../protocol.ts';
import { useNow } from '../live/use-now.ts';
import { TEXT } from '../text.ts';

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
    : TEXT.countdown.otherOpensIn(timeLeft((other.startsAt ?? now).getTime() - now.getTime()));

const Others = ({ others, now }: { others: readonly Other[]; now: Date }) => (
  <ul className="countdown-others" aria-label={TEXT.countdown.others}>
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
    const stateOfRole = open === 0 ? TEXT.countdown.closed : TEXT.countdown.openForOthers(open);
    const state = person === undefined ? stateOfRole : TEXT.countdown.closedFor(shownName);
    return (
      <section className="countdown countdown-closed" aria-label={TEXT.countdown.label}>
        <span className="countdown-state">{state}</span>
        <span className="countdown-note">
          {person === undefined ? TEXT.countdown.noIdentity(shownName) : TEXT.countdown.noStatement}
        </span>
        {others.length > 0 && <Others others={others} now={now} />}
      </section>
    );
  }
  const { startsAt, endsAt } = mine;
  const isEarly = startsAt !== undefined && startsAt > now;
  const leftMs = (isEarly ? startsAt : endsAt).getTime() - now.getTime();
  return (
    <section
      className={isEarly ? 'countdown countdown-early' : 'countdown countdown-open'}
      aria-label={TEXT.countdown.label}
    >
      <span className="countdown-state">{TEXT.countdown[isEarly ? 'opensIn' : 'open'](shownName)}</span>
      <span className="countdown-time" role="timer" aria-label={timeLeftSpoken(leftMs)}>
        {timeLeft(leftMs)}
      </span>
      <span className="countdown-note">
        {isEarly
          ? TEXT.countdown.between(clockSeconds(startsAt, timeZone), clockSeconds(endsAt, timeZone), timeZone)
          : TEXT.countdown.until(clockSeconds(endsAt, timeZone), timeZone)}
      </span>
      {others.length > 0 && <Others others={others} now={now} />}
    </section>
  );
};
