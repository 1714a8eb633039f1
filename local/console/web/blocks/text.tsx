import { Fragment } from 'react';
import type { TextObject } from '../../model/block-kit.ts';
import { withEmoji } from '../../model/emoji.ts';
import { type Inline, readMrkdwn } from '../../model/mrkdwn.ts';
import { formatSlackDate } from '../../model/slack-date.ts';
import { namesOf, useSurface } from './surface.ts';

/** A link out of the page, never with a handle on it. Only addresses of the web are followed. */
export const Link = ({ url, children }: { url: string; children: React.ReactNode }) =>
  /^(https?:|mailto:)/.test(url) ? (
    <a href={url} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  ) : (
    <span>{children}</span>
  );

/** A person, group or channel by name. */
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

/** A moment on the reader's own clock. */
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
    <time dateTime={new Date(epochSeconds * 1000).toISOString()} title={`${fallback} (shown in ${timeZone})`}>
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
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no identity of their own and never move
    <InlinePiece key={index} piece={piece} />
  ));

const Lines = ({ lines }: { lines: readonly (readonly Inline[])[] }) =>
  lines.map((line, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity of their own and never move
    <Fragment key={index}>
      {index > 0 && <br />}
      <InlineLine line={line} />
    </Fragment>
  ));

/** A text in Slack's markup. */
export const Mrkdwn = ({ source }: { source: string }) =>
  readMrkdwn(source).map((passage, index) => {
    // biome-ignore-start lint/suspicious/noArrayIndexKey: passages have no identity of their own and never move
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
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls has to be reached by keyboard
          <pre key={index} tabIndex={0}>
            {passage.text}
          </pre>
        );
      default:
        return passage satisfies never;
    }
    // biome-ignore-end lint/suspicious/noArrayIndexKey: as above
  });

/** A text as it was sent: markup is read in mrkdwn, and in nothing else. */
export const Text = ({ text }: { text: TextObject }) =>
  text.type === 'mrkdwn' ? <Mrkdwn source={text.text} /> : <span className="plain">{text.text}</span>;
