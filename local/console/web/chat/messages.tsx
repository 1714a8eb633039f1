import { useLayoutEffect, useRef } from 'react';
import { dayHeading } from '../../model/slack-date.ts';
import type { Message as SlackMessage } from '../../model/slack-workspace.ts';
import type { SlackView } from '../../protocol.ts';
import type { Conversation } from '../live/person.ts';
import { TEXT } from '../text.ts';
import { Message } from './message.tsx';

interface MessagesProps {
  readonly conversation: Conversation;
  readonly slack: SlackView;
  readonly userId: string;
  readonly appUserId: string;
  readonly timeZone: string;
  readonly children?: React.ReactNode;
}

const isReply = ({ thread_ts, ts, reply_broadcast }: SlackMessage): boolean =>
  thread_ts !== undefined && thread_ts !== ts && reply_broadcast !== true;

const NEAR_END_PX = 80;

/** The messages of a conversation. The newest one is at the end and stays in view, unless the user has scrolled up. */
export const Messages = ({ conversation, slack, userId, appUserId, timeZone, children }: MessagesProps) => {
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const roots = conversation.messages.filter((message) => !isReply(message));
  const count = conversation.messages.length;
  const reader = { timeZone, now: new Date() };

  // biome-ignore lint/correctness/useExhaustiveDependencies: the list grows only with the messages
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const follow = () => {
      if (isAtEnd.current) element.scrollTop = element.scrollHeight;
    };
    follow();
    const observer = new ResizeObserver(follow);
    // A notice below makes the list shorter.
    for (const each of [element, ...element.children]) observer.observe(each);
    return () => observer.disconnect();
  }, [count, conversation.id, userId]);

  const headingOf = (message: SlackMessage): string => dayHeading(new Date(Number(message.ts) * 1000), reader);
  return (
    <section
      className="scroll"
      ref={box}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable element must be reachable by keyboard
      tabIndex={0}
      aria-label={TEXT.message.messagesIn(conversation.name)}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
      }}
    >
      <div className="scroll-content">
        {children}
        <ol className="messages">
          {roots.map((message, index) => {
            const heading = headingOf(message);
            const before = roots[index - 1];
            return (
              <FragmentWithDay key={message.ts} day={before && headingOf(before) === heading ? undefined : heading}>
                <Message
                  message={message}
                  replies={conversation.messages.filter((other) => isReply(other) && other.thread_ts === message.ts)}
                  slack={slack}
                  userId={userId}
                  appUserId={appUserId}
                  timeZone={timeZone}
                />
              </FragmentWithDay>
            );
          })}
        </ol>
      </div>
    </section>
  );
};

const FragmentWithDay = ({ day, children }: { day: string | undefined; children: React.ReactNode }) => (
  <>
    {day !== undefined && <li className="day">{day}</li>}
    {children}
  </>
);
