import { memo, useEffect, useRef, useState } from 'react';
import { kitOf } from '../../model/block-kit.ts';
import { clockTime } from '../../model/slack-date.ts';
import type { Message as SlackMessage } from '../../model/slack-workspace.ts';
import type { SlackView } from '../../protocol.ts';
import { Blocks } from '../blocks/block.tsx';
import { namesOf, SurfaceProvider } from '../blocks/surface.ts';
import { Mrkdwn } from '../blocks/text.tsx';
import { useMessageSurface } from '../blocks/use-message-surface.ts';
import { spotlight } from '../live/where.ts';
import { Avatar, BotAvatar } from '../shell/avatar.tsx';
import { TEXT } from '../text.ts';

interface MessageProps {
  readonly message: SlackMessage;
  readonly replies: readonly SlackMessage[];
  readonly slack: SlackView;
  readonly userId: string;
  readonly appUserId: string;
  readonly timeZone: string;
}

/** Whether the content has just changed. Cards change in place, so the change is highlighted. */
const useChanged = (content: unknown): boolean => {
  const before = useRef(content);
  const [isChanged, setChanged] = useState(false);
  useEffect(() => {
    const text = JSON.stringify(content);
    if (JSON.stringify(before.current) === text) return;
    before.current = content;
    setChanged(true);
    const timer = setTimeout(() => setChanged(false), 1600);
    return () => clearTimeout(timer);
  }, [content]);
  return isChanged;
};

/** Moves the focus to the message that a link names. */
const useSpotlight = (ts: string) => {
  const article = useRef<HTMLElement>(null);
  const isNamed = spotlight.use() === ts;
  useEffect(() => {
    if (!isNamed) return;
    spotlight.set(undefined);
    article.current?.focus();
  }, [isNamed]);
  return article;
};

const Replies = ({ replies, ...rest }: Omit<MessageProps, 'message'>) => {
  const [isOpen, setOpen] = useState(false);
  const last = replies.at(-1);
  return (
    <div className="thread">
      <button type="button" className="thread-toggle" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {TEXT.message.replies(replies.length)}
        {!isOpen && last !== undefined && (
          <span className="thread-last">
            {TEXT.message.lastReply(clockTime(new Date(Number(last.ts) * 1000), rest.timeZone))}
          </span>
        )}
      </button>
      {isOpen && (
        <ol className="messages" aria-label={TEXT.message.thread}>
          {replies.map((reply) => (
            <Message key={reply.ts} {...rest} message={reply} replies={[]} />
          ))}
        </ol>
      )}
    </div>
  );
};

/** A message with its blocks, as one user sees it. */
export const Message = memo((props: MessageProps) => {
  const { message, replies, slack, userId, appUserId, timeZone } = props;
  const surface = useMessageSurface(message, { slack, userId, timeZone });
  const isBot = message.user === appUserId;
  const author = isBot ? 'Assume' : namesOf(slack).user(message.user);
  const at = new Date(Number(message.ts) * 1000);
  const isChanged = useChanged(message.blocks);
  const article = useSpotlight(message.ts);
  const classes = ['message', message.ephemeralTo ? 'message-ephemeral' : '', isChanged ? 'message-changed' : ''];
  return (
    <li className={classes.filter(Boolean).join(' ')} data-ts={message.ts}>
      {isBot ? <BotAvatar /> : <Avatar id={message.user} name={author} />}
      <article ref={article} tabIndex={-1} aria-label={`${author}, ${clockTime(at, timeZone)}`}>
        <header>
          <strong>{author}</strong>
          {isBot && <span className="badge">{TEXT.message.app}</span>}
          <time dateTime={at.toISOString()} title={TEXT.message.shownIn(at.toISOString(), timeZone)}>
            {clockTime(at, timeZone)}
          </time>
          {message.edited !== undefined && <span className="edited">{TEXT.message.edited}</span>}
        </header>
        {message.ephemeralTo !== undefined && <p className="only-you">{TEXT.message.onlyYou}</p>}
        <SurfaceProvider value={surface}>
          {message.blocks === undefined || message.blocks.length === 0 ? (
            <div className="blocks">
              <Mrkdwn source={message.text} />
            </div>
          ) : (
            <Blocks blocks={kitOf(message.blocks)} />
          )}
        </SurfaceProvider>
        {replies.length > 0 && <Replies {...props} />}
      </article>
    </li>
  );
});
