/** An inline element of Slack's markup. */
export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bold' | 'italic' | 'strike'; readonly children: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly url: string; readonly text: string }
  | { readonly kind: 'user' | 'channel' | 'group'; readonly id: string; readonly text?: string }
  | { readonly kind: 'broadcast'; readonly range: string }
  | {
      readonly kind: 'date';
      readonly epochSeconds: number;
      readonly format: string;
      readonly fallback: string;
      readonly url?: string;
    };

/** A group of lines. */
export type Passage =
  | { readonly kind: 'lines' | 'quote'; readonly lines: readonly (readonly Inline[])[] }
  | { readonly kind: 'preformatted'; readonly text: string };

/** Slack escapes exactly three characters. The ampersand is decoded last, otherwise `&amp;lt;` would become `<`. */
export const unescapeSlack = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

const EMPHASIS: Readonly<Record<string, 'bold' | 'italic' | 'strike'>> = { '*': 'bold', _: 'italic', '~': 'strike' };

const isWordCharacter = (character: string | undefined): boolean =>
  character !== undefined && /[\p{L}\p{N}]/u.test(character);

const text = (source: string): readonly Inline[] =>
  source === '' ? [] : [{ kind: 'text', text: unescapeSlack(source) }];

const DATE = /^!date\^(\d+)\^([^^|]*)(?:\^([^|]*))?$/;

const special = (inside: string): Inline => {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const shown = bar < 0 ? undefined : unescapeSlack(inside.slice(bar + 1));
  const named = shown === undefined ? {} : { text: shown };
  const date = DATE.exec(target);
  if (date !== null) {
    const [, seconds = '0', format = '', url] = date;
    const link = url === undefined || url === '' ? {} : { url: unescapeSlack(url) };
    return { kind: 'date', epochSeconds: Number(seconds), format, fallback: shown ?? '', ...link };
  }
  if (target.startsWith('@')) return { kind: 'user', id: target.slice(1), ...named };
  if (target.startsWith('#')) return { kind: 'channel', id: target.slice(1), ...named };
  if (target.startsWith('!subteam^')) return { kind: 'group', id: target.slice('!subteam^'.length), ...named };
  if (target.startsWith('!')) return { kind: 'broadcast', range: target.slice(1) };
  const url = unescapeSlack(target);
  return { kind: 'link', url, text: shown ?? url };
};

/** The end of the emphasis that begins at `start`; -1 if the character is plain text. */
const closingAt = (line: string, start: number): number => {
  const sign = line[start];
  const next = line[start + 1];
  if (isWordCharacter(line[start - 1]) || next === undefined || /\s/.test(next) || next === sign) return -1;
  for (let end = line.indexOf(sign ?? '', start + 1); end >= 0; end = line.indexOf(sign ?? '', end + 1)) {
    if (!/\s/.test(line[end - 1] ?? ' ') && !isWordCharacter(line[end + 1])) return end;
  }
  return -1;
};

/** Parses one line of markup. Unclosed markup stays plain text. */
export const readInline = (line: string): readonly Inline[] => {
  let plainFrom = 0;
  const pieces: Inline[] = [];
  const take = (from: number, to: number, piece: Inline): void => {
    pieces.push(...text(line.slice(plainFrom, from)), piece);
    plainFrom = to;
  };
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at] ?? '';
    if (character === '<') {
      const end = line.indexOf('>', at);
      if (end < 0) continue;
      take(at, end + 1, special(line.slice(at + 1, end)));
      at = end;
    } else if (character === '`') {
      const end = line.indexOf('`', at + 1);
      if (end <= at + 1) continue;
      take(at, end + 1, { kind: 'code', text: unescapeSlack(line.slice(at + 1, end)) });
      at = end;
    } else {
      const kind = EMPHASIS[character];
      const end = kind === undefined ? -1 : closingAt(line, at);
      if (kind === undefined || end < 0) continue;
      take(at, end + 1, { kind, children: readInline(line.slice(at + 1, end)) });
      at = end;
    }
  }
  return [...pieces, ...text(line.slice(plainFrom))];
};

const QUOTE = /^(?:&gt;|>) ?/;

const readLines = (source: string): readonly Passage[] => {
  const passages: { kind: 'lines' | 'quote'; lines: (readonly Inline[])[] }[] = [];
  for (const line of source.split('\n')) {
    const kind = QUOTE.test(line) ? 'quote' : 'lines';
    const open = passages.at(-1);
    const inline = readInline(line.replace(QUOTE, ''));
    if (open?.kind === kind) open.lines.push(inline);
    else passages.push({ kind, lines: [inline] });
  }
  return passages;
};

/**
 * Parses a whole text into preformatted sections, quotes and lines, and each line into inline elements. Never throws.
 */
export const readMrkdwn = (source: string): readonly Passage[] => {
  const parts = source.split('```');
  // With an odd number of fences, the last fence has no end, so it is plain text.
  const isOpen = parts.length % 2 === 0;
  const whole = isOpen ? [...parts.slice(0, -2), parts.slice(-2).join('```')] : parts;
  return whole.flatMap((part, index): readonly Passage[] => {
    if (index % 2 === 1) return [{ kind: 'preformatted', text: unescapeSlack(part.replace(/^\n|\n$/g, '')) }];
    const trimmed = part.replace(index > 0 ? /^\n/ : /^$/, '').replace(index < whole.length - 1 ? /\n$/ : /$^/, '');
    return trimmed === '' && whole.length > 1 ? [] : readLines(trimmed);
  });
};

const wordsOf = (inline: Inline, nameOf: (id: string) => string): string => {
  switch (inline.kind) {
    case 'text':
    case 'code':
    case 'link':
      return inline.text;
    case 'bold':
    case 'italic':
    case 'strike':
      return inline.children.map((child) => wordsOf(child, nameOf)).join('');
    case 'user':
    case 'channel':
    case 'group':
      return inline.text ?? nameOf(inline.id);
    case 'broadcast':
      return `@${inline.range}`;
    case 'date':
      return inline.fallback;
    default:
      return inline satisfies never;
  }
};

/** The text that a screen reader speaks. */
export const spoken = (source: string, nameOf: (id: string) => string): string =>
  readMrkdwn(source)
    .flatMap((passage) =>
      passage.kind === 'preformatted'
        ? [passage.text]
        : passage.lines.map((line) => line.map((inline) => wordsOf(inline, nameOf)).join('')),
    )
    .join('\n');
