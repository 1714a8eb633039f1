import { nearest } from '../nearest.ts';
import { FOREIGN_DAYS, FOREIGN_HOURS, FOREIGN_MINUTES } from './foreign-words.ts';
import { bare, splitWords, trimmed, wordsOf } from './words.ts';

/*
 * Words that look like a part of a time. There is no complete list of time zones and of the words for days, so these
 * checks go by form and by the names that the platform knows. A reason that is taken for a time is only asked about.
 */

const ENGLISH_DAYS =
  /^(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?|tonight|to?mm?o?rr?ow|tmrw?|tmw|2morrow|today|week|weekend|night|jan(?:uary)?|feb(?:ruary)?|march|april?|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)$/;
const DATE = /^(?:\d{1,4}[./-]\d{1,2}(?:[./-]\d{2,4})?\.?|\d{1,2}(?:st|nd|rd|th))$/;

let knownCities: ReadonlySet<string> | undefined;

/** The cities of the time zones: `berlin`, `new_york`. Only asked for after a time of day, since `Intl` is slow. */
const isCity = (word: string): boolean => {
  knownCities ??= new Set(
    Intl.supportedValuesOf('timeZone').map((zone) => zone.slice(zone.lastIndexOf('/') + 1).toLowerCase()),
  );
  return knownCities.has(word);
};

/** Whether a word (as `bare` returns it) names a day. */
export const isDay = (word: string): boolean => ENGLISH_DAYS.test(word) || FOREIGN_DAYS.has(word);

/** `2h` for `2 stunden` or `30m` for `30分`: a number and a unit in another language, as a duration. */
export const foreignDuration = (number: string, unit: string): string | undefined => {
  if (!/^\d{1,4}$/.test(number)) return undefined;
  if (FOREIGN_HOURS.has(unit)) return `${number}h`;
  return FOREIGN_MINUTES.has(unit) ? `${number}m` : undefined;
};

/** A time of day within a word. Ports, durations such as `1h30` and times longer than a day are none. */
export const hasClock = (word: string): boolean =>
  word.length <= 40 && (/(?<![\d.:])\d{1,2}:[0-5]\d(?!\d)/.test(word) || /^\d{1,2}(?:[:.]\d\d)?[ap]\.?m$/.test(word));

const UNTIL = ['until', 'till', 'til', 'untill', 'bis', 'hasta', "jusqu'à", 'jusqu’à', 'jusqu', 'fino', 'tot', 'до'];
const FROM = ['from', 'starting', 'start', 'starts', 'ab', 'desde', 'vanaf'];

/** Whether a word is meant as "until" or as "from", in spite of typing errors. */
export const timeKeyword = (word: string): 'until' | 'from' | undefined => {
  if (UNTIL.includes(word)) return 'until';
  if (FROM.includes(word)) return 'from';
  const [near] = /^[a-z]{4,8}$/.test(word) ? nearest(word, ['until', 'from']) : [];
  return near === undefined || near.length > word.length + 2 ? undefined : near;
};

/** Before a word for a time: `on monday`, `in the evening`, `my time`. */
const BEFORE = /^(?:on|at|next|this|the|in|of|my|your|our|local|early|late|uhr|um|am)$/;
const UNIT_OF_TIME =
  /^(?:[ap]\.?m|[ap]|uhr|h|hrs?|hours?|o['’]?clock|sharp|noon|midnight|morning|afternoon|evening|eod|eob|cob|time|timezone|tz|zone|zeit|ortszeit|heure|hora|ora|utc.*|gmt.*|z|zulu|msk|[+-]\d{1,2}(?::?\d\d)?)$/;
/** `aest`, `pdt`, `cet`: zones are written in capital letters, or end in "t". */
const ZONE = /^(?:[A-Z]{2,5}|[A-Z][A-Za-z]{1,3}T|[a-z]{1,3}t)$/;
const NO_ZONE =
  /^(?:INC|DB|AWS|API|DNS|CI|CD|SQL|QA|UAT|VPN|SSL|TLS|IAM|EC|RDS|EKS|ECS|SRE|CPU|OOM|HTTP|OK|at|it|not|but|get|got|let|set|put|cut|bit|hit|hot|lot|out|bot|yet|test|just|best|last|lost|fast|most|must|cost|host|post|past|list|rest|next|text|root|boot|port|part|sort|shut|abort|lint|what|that|want|wait|meet|left|edit|exit|init|unit|user|git)$/;

const isZone = (raw: string): boolean => {
  const word = bare(raw);
  const letters = raw.replace(/[^A-Za-z]/g, '');
  return (
    (ZONE.test(letters) && letters.length === word.length && !NO_ZONE.test(letters)) || /^[a-z_]+\/[a-z_/]+$/.test(word)
  );
};

/** How many of the first words belong to a time of day that was read before them, such as `AEST` or `on Monday`. */
const wordsOfTime = (words: readonly string[]): number => {
  const [first = '', second = ''] = words.map(bare);
  if (first === '') return 0;
  // A bracket after a time explains the time.
  if (/^[([{]/.test(words[0] ?? '')) return Math.max(1, words.findIndex((word) => /[)\]}][,.;:]?$/.test(word)) + 1);
  const named = words
    .slice(0, 4)
    .map(bare)
    .findIndex((word) => /^(?:time|timezone|zeit|ortszeit)$/.test(word));
  if (named >= 0) return named + 1;
  if (isCity(`${first}_${second}`)) return 2;
  const isTime = (raw = ''): boolean => {
    const word = bare(raw);
    return isDay(word) || UNIT_OF_TIME.test(word) || DATE.test(word) || hasClock(word) || isCity(word) || isZone(raw);
  };
  if (isTime(words[0])) return 1;
  const next = words
    .slice(1, 3)
    .findIndex((word) => isDay(bare(word)) || UNIT_OF_TIME.test(bare(word)) || isCity(bare(word)));
  const isLedIn = BEFORE.test(first) && (next === 0 || (next === 1 && BEFORE.test(second)));
  return isLedIn ? next + 2 : 0;
};

/** What follows a time of day and belongs to it, as written, and the text after it. */
export const restOfTime = (text: string): { readonly written: string; readonly rest: string } | undefined => {
  const first = wordsOf((splitWords(text, 5) ?? { words: text.slice(0, 200) }).words).slice(0, 5);
  const last = first[wordsOfTime(first.map(({ raw }) => raw)) - 1];
  return last === undefined ? undefined : { written: text.slice(0, last.end), rest: trimmed(text.slice(last.end)) };
};
