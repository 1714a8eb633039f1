import { useEffect, useRef, useState } from 'react';
import { spoken } from '../../model/mrkdwn.ts';
import type { SlackView } from '../../protocol.ts';
import { namesOf } from '../blocks/surface.ts';
import type { PersonView } from '../live/person.ts';

/** Announces new messages of the current user in all conversations, and changes of cards. */
export const Announcer = ({ view, slack }: { view: PersonView; slack: SlackView }) => {
  const announced = useRef<{ user: string; texts: ReadonlyMap<string, string> }>({ user: '', texts: new Map() });
  const [text, setText] = useState('');
  useEffect(() => {
    const texts = new Map(
      view.conversations.flatMap((conversation) =>
        conversation.messages.map(
          (message) => [`${message.channel}/${message.ts}`, `${conversation.name}: ${message.text}`] as const,
        ),
      ),
    );
    const before = announced.current;
    announced.current = { user: view.user.id, texts };
    // Messages of another user are not announced.
    if (before.user !== view.user.id) return;
    const fresh = [...texts]
      .filter(([key, message]) => before.texts.get(key) !== message)
      .map(([, message]) => message);
    if (fresh.length === 0) return;
    const names = namesOf(slack);
    setText(fresh.map((message) => spoken(message, names.user)).join('\n'));
  }, [view, slack]);
  return (
    <div className="sr-only" aria-live="polite">
      {text}
    </div>
  );
};
