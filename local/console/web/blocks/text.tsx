import { Fragment } from 'react';
import type { TextObject } from '../../model/block-kit.ts';
import { withEmoji } from '../../model/emoji.ts';
import { type Inline, readMrkdwn } from '../../model/mrkdwn.ts';
import { type Place, placeIn } from '../../model/permalink.ts';
import { formatSlackDate } from '../../model/slack-date.ts';
import { APP_CONVERSATION } from '../live/person.ts';
import { goTo, notice, pane, spotlight } from '../live/where.ts';
import { CopyButton } from '../shell/copy-button.tsx';
import { TEXT } from '../text.ts';
import { namesOf, useSurface } from './surface.ts';

/** A link to a message of the workspace. Slack shows the message, and opens no other page. */
const MessageLink = ({ place, children }: { place: Place; children: React.ReactNode }) => {
  const { slack, userId } = useSurface();
  const show = (event: React.MouseEvent) => {
    event.preventDefault();
    const channel = slack.channels.find(({ id, members }) => id === place.channel && members.includes(userId));
    if (channel === undefined) return notice.set({ text: TEXT.message.noMember });
    goTo({ user: userId, conversation: channel.kind === 'im' ? APP_CONVERSATION : channel.id, tab: 'messages' });
    pane.set('chat');
    spotlight.set(place.ts);
  };
  return (
    <a href={`#${userId}/${place.channel}`} onClick={show}>
      {children}
    </a>
  );
};

/** A link. An external one has no opener. Only http and https URLs are followed. */
export const Link = ({ url, children }: { url: string; children: React.ReactNode }) => {
  const place = placeIn(url, useSurface().slack.team.domain);
  if (place !== undefined) return <MessageLink place={place}>{children}</MessageLink>;
  return /^(https?:|mailto:)/.test(url) ? (
    <a href={url} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  ) : (
    <span>{children}</span>
  );
};

/** The name of a user, group or channel. */
export const Mention = ({ kind, id, text }: { kind: 'user' | 'group' | 'channel'; id: string; text?: string }) => {
  const { slack, userId } = useSurface();
  const names = namesOf(slack);
  const isMe =
    kind === 'user' ? id === userId : (slack.usergroups.find((one) => one.id === id)?.users.includes(userId) ?? false);
  const name = text?.replace(/^[@#]/, '') ?? names[kind](id);
  return (
    <span className={isMe ? 'mention mention-me' : 'mention'}>
      {kind === 'channel' ? '#' : '@'}
      {name}
    </span>
  );
};

/** A time in the reader's time zone. */
export const Moment = ({
  epochSeconds,
  format,
  fallback,
}: {
  epochSeconds: number;
  format: string;
  fallback: string;
}) => {
  const { timeZone } = useSurface();
  const shown = formatSlackDate(epochSeconds, format, fallback, { timeZone, now: new Date() });
  return (
    <time dateTime={new Date(epochSeconds * 1000).toISOString()} title={TEXT.message.shownIn(fallback, timeZone)}>
      {shown}
    </time>
  );
};

const InlinePiece = ({ piece }: { piece: Inline }) => {
  switch (piece.kind) {
    case 'text':
      return withEmoji(piece.text);
    case 'code':
      return <code>{piece.text}</code>;
    case 'bold':
      return (
        <strong>
          <InlineLine line={piece.children} />
        </strong>
      );
    case 'italic':
      return (
        <em>
          <InlineLine line={piece.children} />
        </em>
      );
    case 'strike':
      return (
        <s>
          <InlineLine line={piece.children} />
        </s>
      );
    case 'link': {
      const { url, text } = piece;
      return <Link url={url}>{text}</Link>;
    }
    case 'user':
    case 'group':
    case 'channel':
      return <Mention kind={piece.kind} id={piece.id} {...(piece.text === undefined ? {} : { text: piece.text })} />;
    case 'broadcast':
      return <span className="mention mention-me">@{piece.range}</span>;
    case 'date':
      return <Moment {...piece} />;
    default:
      return piece satisfies never;
  }
};

const InlineLine = ({ line }: { line: readonly Inline[] }) =>
  line.map((piece, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: inline elements have no ids and never move
    <InlinePiece key={index} piece={piece} />
  ));

const Lines = ({ lines }: { lines: readonly (readonly Inline[])[] }) =>
  lines.map((line, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: lines have no ids and never move
    <Fragment key={index}>
      {index > 0 && <br />}
      <InlineLine line={line} />
    </Fragment>
  ));

/** A text in Slack's markup. */
export const Mrkdwn = ({ source }: { source: string }) =>
  readMrkdwn(source).map((passage, index) => {
    // biome-ignore-start lint/suspicious/noArrayIndexKey: groups of lines have no ids and never move
    switch (passage.kind) {
      case 'lines':
        return (
          <span className="lines" key={index}>
            <Lines lines={passage.lines} />
          </span>
        );
      case 'quote':
        return (
          <blockquote key={index}>
            <Lines lines={passage.lines} />
          </blockquote>
        );
      case 'preformatted':
        return (
          <div className="copyable" key={index}>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable element must be reachable by keyboard */}
            <pre tabIndex={0}>{passage.text}</pre>
            <CopyButton text={passage.text} />
          </div>
        );
      default:
        return passage satisfies never;
    }
    // biome-ignore-end lint/suspicious/noArrayIndexKey: as above
  });

/** A text object. Only mrkdwn texts are parsed as markup. */
export const Text = ({ text }: { text: TextObject }) =>
  text.type === 'mrkdwn' ? <Mrkdwn source={text.text} /> : <span className="plain">{text.text}</span>;
