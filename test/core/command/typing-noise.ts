import fc from 'fast-check';
import { parseCommand } from '../../../functions/core/command/command.ts';

/** What a keyboard, a phone or a hurried user does to a text. IDs, names and digits stay as they are. */
export interface Noise {
  readonly kind: 'dash' | 'quotes' | 'space' | 'case' | 'swapped' | 'doubled' | 'moved option' | 'moved clause';
  /** Which of the places. */
  readonly place: number;
  /** Which of the possibilities. */
  readonly choice: number;
}

export const anyNoise: fc.Arbitrary<readonly Noise[]> = fc.array(
  fc.record({
    kind: fc.constantFrom<Noise['kind']>(
      ...(['dash', 'quotes', 'space', 'case', 'swapped', 'doubled', 'moved option', 'moved clause'] as const),
    ),
    place: fc.nat(1000),
    choice: fc.nat(1000),
  }),
  { minLength: 1, maxLength: 4 },
);

const of = <Item>(items: readonly Item[], choice: number): Item => items[choice % items.length] as Item;

/** Replaces one of the places that match, outside of mentions and links. */
const replaceOne = (text: string, pattern: RegExp, place: number, replace: (found: string) => string): string => {
  const isOutside = (index: number) => text.lastIndexOf('<', index) <= text.lastIndexOf('>', index);
  const places = [...text.matchAll(pattern)].filter(({ index }) => isOutside(index));
  if (places.length === 0) return text;
  const { index, 0: found } = of(places, place);
  return `${text.slice(0, index)}${replace(found)}${text.slice(index + found.length)}`;
};

const OPTION = /(?<=^|\s)[-\u2010-\u2015\u2212]+[a-z][a-z_-]*/gi;

/** A reference such as `<@U0BOB|Bob Jones>` is one word. */
const wordsIn = (text: string): readonly string[] => text.trim().match(/(?:<[^>]*>|\S)+/g) ?? [];

/** Moves words to another place after the name. */
const move = (words: readonly string[], first: number, count: number, to: number): string => {
  const moved = words.slice(first, first + count);
  const others = [...words.slice(0, first), ...words.slice(first + count)];
  const at = 1 + (to % Math.max(1, others.length));
  return [...others.slice(0, at), ...moved, ...others.slice(at)].join(' ');
};

/** How many words after the name say when: those before the reason. */
const countClauseWords = (text: string, words: readonly string[]): number => {
  const read = parseCommand(text);
  if (read.kind !== 'request' || read.reason === '' || words[0]?.toLowerCase() !== read.name) return 0;
  const reason = wordsIn(read.reason);
  const isAtEnd = reason.join(' ') === words.slice(-reason.length).join(' ');
  return isAtEnd ? Math.max(0, words.length - reason.length - 1) : 0;
};

const make = (text: string, { kind, place, choice }: Noise): string => {
  switch (kind) {
    case 'dash':
      return replaceOne(text, /--|-/g, place, (dash) =>
        of(dash === '--' ? ['—', '–', '−−', '--'] : ['‐', '‑', '–', '—', '−'], choice),
      );
    case 'quotes': {
      const [before, after] = of(['""', '“”', '‘’', '``', '**', '__', "''", '«»'], choice).split('');
      return replaceOne(text, /(?<=^|\s)[^\s\u200b]+(?=\s|$)/g, place, (word) => `${before}${word}${after}`);
    }
    case 'space':
      return choice % 7 === 0
        ? ` ${text} `
        : replaceOne(text, / /g, place, () => of(['  ', '\u00a0', ' \u200b', '\n', '\t', '\u3000'], choice));
    case 'case':
      return replaceOne(text, /[a-z]+/gi, place, (word) =>
        choice % 2 === 0 ? word.toUpperCase() : word.toLowerCase(),
      );
    case 'swapped':
      return replaceOne(text, OPTION, place, (option) => {
        const at = option.search(/[a-z]/i) + (choice % Math.max(1, option.replace(/^\W+/, '').length - 1));
        return `${option.slice(0, at)}${option.charAt(at + 1)}${option.charAt(at)}${option.slice(at + 2)}`;
      });
    case 'doubled':
      return replaceOne(text, OPTION, place, (option) => {
        const at = option.search(/[a-z]/i) + (choice % option.replace(/^\W+/, '').length);
        return `${option.slice(0, at + 1)}${option.slice(at)}`;
      });
    case 'moved option': {
      const words = wordsIn(text);
      const options = words.flatMap((word, index) => (/^[-\u2010-\u2015\u2212]+[a-z]/i.test(word) ? [index] : []));
      if (options.length === 0 || words.length < 3) return text;
      const first = of(options, place);
      return move(words, first, /for[:=]?$/i.test(words[first] ?? '') ? 2 : 1, choice);
    }
    case 'moved clause': {
      const words = wordsIn(text);
      const count = countClauseWords(text, words);
      return count === 0 ? text : move(words, 1, count, choice);
    }
    default:
      return kind satisfies never;
  }
};

export const withNoise = (text: string, noise: readonly Noise[]): string => noise.reduce(make, text);
