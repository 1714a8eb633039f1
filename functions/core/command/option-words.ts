import { parseSlackUserId, type SlackUserId } from '../names.ts';
import { nearest } from '../nearest.ts';
import { bare, plainDashes, unmarked } from './words.ts';

/** What one or two words of a command are, if they look like an option. */
export type OptionWord =
  | { readonly kind: 'dryRun' | 'emergency' }
  /** `value` is what follows in the same word, as in `--for=@alice`. */
  | { readonly kind: 'for'; readonly value?: string }
  /** Not an option; `near` is what was probably meant. */
  | { readonly kind: 'unknown'; readonly near?: string; readonly words: 1 | 2 }
  /** A dry run without dashes. `before` is the rest of its word, as in `only--dry-run`. */
  | { readonly kind: 'dry_run_word'; readonly words: 1 | 2; readonly before?: string };

export const OPTIONS = ['dry-run', 'dryrun', 'emergency', 'for'];
/** Longer words are no options. */
const MOST_CHARACTERS = 300;
const DRY_RUN = /^[^\p{L}\p{N}-]*dry[-_]?runs?(?:[=:].*)?$/u;

const MENTION = /^<@([UW][A-Z0-9]{2,20})(?:\|[^<>]*)?>$/;

/** Slack replaces a mention with the user ID if the command escapes entities. */
export const mentioned = (word: string): SlackUserId | undefined => {
  const [, id] = MENTION.exec(unmarked(word)) ?? [];
  return id === undefined ? undefined : parseSlackUserId(id);
};

/** Whether a word looks like an option: dashes and a letter. */
export const looksLikeOption = (raw: string): boolean => raw.length <= MOST_CHARACTERS && /^-+\p{L}/u.test(bare(raw));

/** Phones replace two dashes with one long dash. */
const hasTwoDashes = (raw: string): boolean => /^(?:-{2}|-?[\u2012-\u2015]|\u2212{2})/.test(unmarked(raw));

const DASHES = /[-\u2010-\u2015\u2212]+dry/i;
const longDashesAsTwo = (text: string): string => plainDashes(text.replace(/[\u2012-\u2015]/g, '--'));

/** `--no-emergency` and `--emergency=false`: the option would do the opposite. */
const isDenied = (name: string): boolean =>
  /^(?:no|not|non|without)(?![a-z])|[=:](?:false|no|off|0)$/.test(name) && !/dry/.test(name);

const unknown = (name: string, next: string): OptionWord => {
  if (isDenied(name)) return { kind: 'unknown', words: 1 };
  const [found] = nearest(name.replace(/[=:].*$/s, '').replaceAll('_', '-'), OPTIONS, 1);
  const near = found === 'dryrun' ? 'dry-run' : found;
  const words = near === 'dry-run' && /^runs?$/.test(next) ? 2 : 1;
  return near === undefined ? { kind: 'unknown', words: 1 } : { kind: 'unknown', near: `--${near}`, words };
};

/** `next` is the word after it, or empty. */
export const optionWord = (raw: string, next: string): OptionWord | undefined => {
  if (raw.length > MOST_CHARACTERS) return undefined;
  const [word, after] = [bare(raw), next.length > MOST_CHARACTERS ? '' : bare(next)];
  if (DRY_RUN.test(word)) return { kind: 'dry_run_word', words: 1 };
  if (word === 'dry' && /^runs?$/.test(after)) return { kind: 'dry_run_word', words: 2 };
  // "look only--dry-run" and "-- dry-run".
  const isGlued = /[^-]--+dry[-_]*run$/.test(longDashesAsTwo(unmarked(raw).toLowerCase()));
  if (isGlued) return { kind: 'dry_run_word', words: 1, before: raw.slice(0, raw.search(DASHES)) };
  if (/^-+$/.test(plainDashes(raw)) && DRY_RUN.test(after)) return { kind: 'dry_run_word', words: 2 };
  const [, name = ''] = /^-+(\p{L}.*)$/su.exec(word) ?? [];
  if (name === '') return undefined;
  if (!hasTwoDashes(raw)) return unknown(name, after);
  if (name === 'dry-run' || name === 'dryrun') return { kind: 'dryRun' };
  if (name === 'emergency') return { kind: 'emergency' };
  const [, value] = /^[^\p{L}<]*for[=:]*(.*)$/isu.exec(raw) ?? [];
  // `bare` leaves the name of a user in the place of a mention.
  if (name === 'for' || /^for[=:@]/.test(name)) {
    const given = unmarked(value ?? '');
    return /[\p{L}\d]/u.test(given) ? { kind: 'for', value: given } : { kind: 'for' };
  }
  return unknown(name, after);
};
