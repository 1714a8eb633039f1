import { useState } from 'react';
import { clockSeconds, formatSlackDate } from '../../model/slack-date.ts';
import { factWords, statusWords } from '../../model/words.ts';
import type { RequestView, SlackView } from '../../protocol.ts';
import { namesOf } from '../blocks/surface.ts';
import { Picker } from '../shell/picker.tsx';
import { TEXT } from '../text.ts';

interface EventsProps {
  readonly requests: readonly RequestView[];
  readonly slack: SlackView;
  readonly timeZone: string;
}

const Chain = ({ request, slack, timeZone }: { request: RequestView } & Omit<EventsProps, 'requests'>) => {
  const nameOf = namesOf(slack).user;
  const timeOf = (at: Date): string =>
    formatSlackDate(at.getTime() / 1000, '{date_short_pretty} at {time_secs}', '', { timeZone, now: new Date() });
  const isWhole = request.isSealed && request.events.every(({ holds }) => holds);
  return (
    <>
      <p className={isWhole ? 'chain chain-whole' : 'chain chain-broken'}>
        {isWhole ? TEXT.events.whole(request.events.length) : TEXT.events.broken(request.isSealed)}
      </p>
      <ol className="events">
        {request.events.map((event) => (
          <li key={`${event.hash}/${event.seq}`} className={event.holds ? 'event' : 'event event-broken'}>
            <time className="event-at" dateTime={event.at}>
              {clockSeconds(new Date(event.at), timeZone)}
            </time>
            <span>{factWords(event, { nameOf, timeOf })}</span>
            <code className="event-hash" title={event.hash}>
              <span className="sr-only">{TEXT.events.hash}</span>
              {event.hash.slice(0, 8)}
            </code>
          </li>
        ))}
      </ol>
    </>
  );
};

/** The stored events of one request: the newest request, unless the user picks another. */
export const Events = ({ requests, slack, timeZone }: EventsProps) => {
  const [chosen, setChosen] = useState<string | undefined>(undefined);
  const request = requests.find(({ id }) => id === chosen) ?? requests[0];
  if (request === undefined) return <p className="empty">{TEXT.events.empty}</p>;
  const nameOf = namesOf(slack).user;
  const optionOf = (one: RequestView) => {
    const at = clockSeconds(new Date(one.requestedAt), timeZone);
    return { value: one.id, label: TEXT.events.option(at, nameOf(one.by), one.target, statusWords(one)) };
  };
  return (
    <>
      <Picker label={TEXT.events.request} value={request.id} options={requests.map(optionOf)} onPick={setChosen} />
      <Chain request={request} slack={slack} timeZone={timeZone} />
    </>
  );
};
