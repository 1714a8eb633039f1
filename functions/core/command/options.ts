import { commandProblem } from '../text/command-problems.ts';
import type { Options } from './format.ts';
import { mentioned, optionWord } from './option-words.ts';
import { asWritten, joined, type Word, wordsOf } from './words.ts';

export interface OptionMistake {
  readonly why: string;
  /** The whole text with what was probably meant, if anything. */
  readonly fixed?: string;
  /** `--for` without a user whom Slack knows. */
  readonly isForUnknown?: true;
  /** The option is like no option of the bot, so it may be a part of the reason. */
  readonly isPartOfReason?: true;
}

/** The options of a text, and the text without them. `mistake` is about the first one that is not understood. */
export interface ReadOptions {
  readonly options: Options;
  readonly rest: string;
  readonly mistake?: OptionMistake;
}

/** Takes the options out of a text, wherever they are. Nothing that looks like an option becomes a part of the reason. */
export const readOptions = (text: string): ReadOptions => {
  const words = wordsOf(text);
  let options: Options = {};
  let mistake: OptionMistake | undefined;
  const taken: { readonly start: number; readonly end: number }[] = [];
  const replaced = ({ start }: Word, { end }: Word, instead: string): string =>
    joined(text.slice(0, start), instead, text.slice(end));

  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] as Word;
    const next = words[index + 1];
    const found = optionWord(word.raw, next?.raw ?? '');
    if (found === undefined) continue;
    switch (found.kind) {
      case 'dryRun':
      case 'emergency':
        options = { ...options, [found.kind]: true };
        taken.push(word);
        break;
      case 'for': {
        const value = found.value ?? next?.raw ?? '';
        const user = mentioned(value);
        const isNamed = user !== undefined || /^[@\p{L}]/u.test(asWritten(value));
        const last = found.value === undefined && isNamed && next !== undefined ? next : word;
        if (user === undefined) mistake ??= { why: commandProblem.notRecognized(asWritten(value)), isForUnknown: true };
        else if (options.onBehalfOf !== undefined && options.onBehalfOf !== user)
          mistake ??= { why: commandProblem.twoUsers, isForUnknown: true };
        else options = { ...options, onBehalfOf: user };
        taken.push({ start: word.start, end: last.end });
        if (last === next) index += 1;
        break;
      }
      case 'dry_run_word': {
        // The name and nothing else before it: `prod-s3 dry-run`.
        if (index === 1 && index + found.words === words.length) {
          options = { ...options, dryRun: true };
          taken.push({ start: word.start, end: text.length });
          index += 1;
          break;
        }
        const last = found.words === 2 && next !== undefined ? next : word;
        const instead = joined(found.before ?? '', '--dry-run');
        mistake ??= { why: commandProblem.dryRunInReason, fixed: replaced(word, last, instead) };
        break;
      }
      case 'unknown': {
        const { near } = found;
        const last = found.words === 2 && next !== undefined ? next : word;
        mistake ??=
          near === undefined
            ? { why: commandProblem.noOption(asWritten(word.raw)), isPartOfReason: true }
            : { why: commandProblem.noOption(asWritten(word.raw), near), fixed: replaced(word, last, near) };
        break;
      }
      default:
        found satisfies never;
    }
  }
  let [rest, at] = ['', 0];
  for (const { start, end } of taken) {
    rest = joined(rest, text.slice(at, start));
    at = end;
  }
  return { options, rest: taken.length === 0 ? text : joined(rest, text.slice(at)), ...(mistake && { mistake }) };
};
