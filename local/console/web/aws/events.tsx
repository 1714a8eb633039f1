import { useState } from 'react';
import { clockSeconds } from '../../model/slack-date.ts';
import { factWords, statusWords } from '../../model/words.ts';
import type { RequestView, SlackView } from '../../protocol.ts';
import { namesOf } from '../blocks/surface.ts';

interface EventsProps {
  readonly requests: readonly RequestView[];
  readonly slack: SlackView;
  readonly timeZone: string;
}

const Chain = ({ request, slack, timeZone }: { request: RequestView } & Omit<EventsProps, 'requests'>) => {
  const nameOf = namesOf(slack).user;
  const isWhole = request.isSealed && request.events.every(({ holds }) => holds);
  return (
    <>
      <p className={isWhole ? 'chain chain-whole' : 'chain chain-broken'}>
        {isWhole
          ? `✓ ${request.events.length} events, each hash follows from the one before it.`
          : `✗ The ${request.isSealed ? 'chain' : 'seal'} is broken: something was changed after it was written.`}
      </p>
      <ol className="events">
        {request.events.map((event) => (
          <li key={`${event.hash}/${event.seq}`} className={event.holds ? 'event' : 'event event-broken'}>
            <time className="event-at" dateTime={event.at}>
              {clockSeconds(new Date(event.at), timeZone)}
            </time>
            <span>{factWords(event, nameOf)}</span>
            <code className="event-hash" title={event.hash}>
              <span className="sr-only">hash </span>
              {event.hash.slice(0, 8)}
            </code>
          </li>
        ))}
      </ol>
    </>
  );
};

/** What was recorded of a request, from the table: the newest unless another is chosen. */
export const Events = ({ requests, slack, timeZone }: EventsProps) => {
  const [chosen, setChosen] = useState<string | undefined>(undefined);
  const request = requests.find(({ id }) => id === chosen) ?? requests[0];
  if (request === undefined) return <p className="empty">Nobody has asked for anything yet.</p>;
  const nameOf = namesOf(slack).user;
  return (
    <>
      <label className="picker">
        <span>Request</span>
        <select value={request.id} onChange={(event) => setChosen(event.target.value)}>
          {requests.map((one) => (
            <option key={one.id} value={one.id}>
              {`${clockSeconds(new Date(one.requestedAt), timeZone)} ${nameOf(one.by)}: ${one.target}, ${statusWords(one)}`}
            </option>
          ))}
        </select>
      </label>
      <Chain request={request} slack={slack} timeZone={timeZone} />
    </>
  );
};
