import type { Piece, Text } from './text.ts';

/** `2030-01-01 12:00 UTC` */
export const utc = (time: Date): string => `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** A text without formatting, for terminals, reports and documents. `code` can mark names. */
export const plainText = ({ pieces }: Text, code: (name: string) => string = (name) => name): string => {
  const plain = (piece: Piece): string => {
    if (typeof piece === 'string') return piece;
    switch (piece.kind) {
      case 'value':
        return piece.text;
      case 'code':
        return code(piece.text);
      case 'bold':
        return plainText(piece.text, code);
      case 'user':
      case 'group':
        return `@${piece.id}`;
      case 'moment':
        return utc(piece.at);
      case 'link':
        return piece.label;
      case 'emoji':
        return '';
      case 'everyone_here':
        return '@channel';
      default:
        return piece satisfies never;
    }
  };
  return pieces.map(plain).join('').trim();
};
