import type { RichPart, RichPiece } from '../../model/block-kit.ts';
import { withEmoji } from '../../model/emoji.ts';
import { CopyButton } from '../shell/copy-button.tsx';
import { Link, Mention, Moment } from './text.tsx';

const bare = (piece: RichPiece) => {
  switch (piece.type) {
    case 'text':
      return piece.text ?? '';
    case 'link':
      return <Link url={piece.url ?? ''}>{piece.text ?? piece.url}</Link>;
    case 'user':
      return <Mention kind="user" id={piece.user_id ?? ''} />;
    case 'usergroup':
      return <Mention kind="group" id={piece.usergroup_id ?? ''} />;
    case 'channel':
      return <Mention kind="channel" id={piece.channel_id ?? ''} />;
    case 'broadcast':
      return <span className="mention mention-me">@{piece.range}</span>;
    case 'emoji':
      return withEmoji(`:${piece.name}:`);
    case 'date':
      return (
        <Moment
          epochSeconds={piece.timestamp ?? 0}
          format={piece.format ?? '{date_num} {time}'}
          fallback={piece.fallback ?? ''}
        />
      );
    default:
      return piece.value ?? '';
  }
};

const Piece = ({ piece }: { piece: RichPiece }) => {
  const { style = {} } = piece;
  let drawn: React.ReactNode = bare(piece);
  if (style.code) drawn = <code>{drawn}</code>;
  if (style.bold) drawn = <strong>{drawn}</strong>;
  if (style.italic) drawn = <em>{drawn}</em>;
  if (style.strike) drawn = <s>{drawn}</s>;
  if (style.underline) drawn = <u>{drawn}</u>;
  return drawn;
};

const Pieces = ({ pieces }: { pieces: RichPart['elements'] }) =>
  pieces.map((piece, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: inline elements have no ids and never move
    <Piece key={index} piece={piece as RichPiece} />
  ));

const Part = ({ part }: { part: RichPart }) => {
  switch (part.type) {
    case 'rich_text_section':
      return (
        <div className="rich-section">
          <Pieces pieces={part.elements} />
        </div>
      );
    case 'rich_text_quote':
      return (
        <blockquote>
          <Pieces pieces={part.elements} />
        </blockquote>
      );
    case 'rich_text_preformatted':
      return (
        <div className="copyable">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable element must be reachable by keyboard */}
          <pre tabIndex={0}>
            <Pieces pieces={part.elements} />
          </pre>
          <CopyButton text={part.elements.map((piece) => (piece as RichPiece).text ?? '').join('')} />
        </div>
      );
    case 'rich_text_list': {
      const items = part.elements.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: items have no ids and never move
        <li key={index}>
          <Pieces pieces={(item as RichPart).elements} />
        </li>
      ));
      const style = { marginInlineStart: `${(part.indent ?? 0) * 1.5}rem` };
      return part.style === 'ordered' ? (
        <ol style={style} start={(part.offset ?? 0) + 1}>
          {items}
        </ol>
      ) : (
        <ul style={style}>{items}</ul>
      );
    }
    default:
      return null;
  }
};

/** A rich_text block. */
export const RichText = ({ parts }: { parts: readonly RichPart[] }) => (
  <div className="rich-text">
    {parts.map((part, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: sections have no ids and never move
      <Part key={index} part={part} />
    ))}
  </div>
);
