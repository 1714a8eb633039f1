import {
  ALL,
  CLAUSES,
  COMMAND,
  DURATIONS,
  FOR,
  type Named,
  OPTIONS,
  SWITCH,
  VERBS,
  type WordKind,
} from './command-words.ts';

/** A suggestion while the user types. */
export interface Completion {
  /** The whole line after the suggestion is accepted. */
  readonly line: string;
  readonly label: string;
  readonly detail: string;
}

/** The names that can complete a line. */
export interface Names {
  readonly roles: readonly (Named & { readonly maxMinutes?: number })[];
  readonly bundles: readonly Named[];
  readonly people: readonly Named[];
}

const MAX = 12;
/** How many names are suggested before the first letter. The limit keeps the verbs visible. */
const MAX_NAMES_BEFORE_TYPING = 3;
/** Phones replace two dashes with one long dash. */
const DASHES = /^[-\u2010-\u2015\u2212]+/;

/** The candidates that match the typed word, best match first, without the word itself. */
const fitting = (those: readonly Named[], typed: string): readonly Named[] => {
  const word = typed.toLowerCase().replace(DASHES, (dashes) => (dashes === '-' ? '-' : '--'));
  const begins = those.filter(({ name }) => name.startsWith(word));
  const contains = those.filter((one) => !begins.includes(one) && one.name.includes(word));
  return [...begins, ...contains].filter(({ name }) => name !== word);
};

const accessNames = ({ roles, bundles }: Names): readonly Named[] => [...roles, ...bundles];

const mentions = ({ people }: Names): readonly Named[] =>
  people.map(({ name, description }) => ({ name: `@${name}`, description }));

const durationsOf = (name: string, { roles }: Names): readonly Named[] => {
  const longest = roles.find((one) => one.name === name)?.maxMinutes ?? Number.POSITIVE_INFINITY;
  return DURATIONS.filter(([, minutes]) => minutes <= longest).map(([text]) => ({
    name: text,
    description: 'duration, followed by the reason',
  }));
};

const wordsFor = (kinds: readonly WordKind[], before: string, names: Names): readonly Named[] =>
  kinds.flatMap((kind) => {
    switch (kind) {
      case 'name':
        return accessNames(names);
      case 'person':
        return mentions(names);
      case 'switch':
        return SWITCH;
      case 'duration':
        return durationsOf(before, names);
      case 'all':
        return [ALL];
      default:
        return kind satisfies never;
    }
  });

/** The words of a request without its options, and the options that are not used yet. */
const withoutOptions = (words: readonly string[]) => {
  const isOption = (word: string): boolean => OPTIONS.some(({ name }) => name === word.toLowerCase());
  const isFor = (word: string | undefined): boolean => word?.toLowerCase() === FOR;
  return {
    others: words.filter((word, index) => !isOption(word) && !isFor(words[index - 1])),
    unused: OPTIONS.filter(({ name }) => !words.some((word) => word.toLowerCase() === name)),
    isUser: isFor(words.at(-1)),
  };
};

/** What can follow the words of a request. Within the reason, only what begins with a dash is completed. */
const inRequest = (words: readonly string[], typed: string, names: Names): readonly Named[] => {
  const { others, unused, isUser } = withoutOptions(words);
  if (isUser) return mentions(names);
  const [name = '', time = '', ...rest] = others;
  const isClause = CLAUSES.some((one) => one.name === time.toLowerCase());
  // The time comes next.
  if (isClause && rest.length === 0) return [];
  if (DASHES.test(typed)) return unused;
  const isKnown = accessNames(names).some((one) => one.name === name.toLowerCase());
  if (others.length === 0) return accessNames(names);
  if (!isKnown) return [];
  if (others.length === 1) return [...durationsOf(name.toLowerCase(), names), ...CLAUSES, ...unused];
  const isTimeGiven = isClause ? rest.length === 1 : rest.length === 0 && /^\d/.test(time);
  return typed === '' && isTimeGiven ? unused : [];
};

/** The words that can come next, and whether the line is complete with one of them. */
const nextWords = (words: readonly string[], typed: string, names: Names) => {
  const [first] = words;
  if (first === undefined) {
    const access = accessNames(names);
    const those = DASHES.test(typed)
      ? OPTIONS
      : [...(typed === '' ? access.slice(0, MAX_NAMES_BEFORE_TYPING) : access), ...VERBS];
    return { those, isLast: (name: string) => VERBS.some((verb) => verb.name === name && verb.takes.length === 0) };
  }
  const verb = VERBS.find(({ name }) => name === first.toLowerCase());
  if (verb === undefined) return { those: inRequest(words, typed, names), isLast: () => false };
  const those = wordsFor(verb.takes[words.length - 1] ?? [], words.at(-1)?.toLowerCase() ?? '', names);
  const isLast = words.length === verb.takes.length && verb.hasReason !== true;
  return { those, isLast: () => isLast };
};

/** Suggestions for a line, most likely first. Empty if the line is not a command or the reason is being typed. */
export const completionsOf = (line: string, names: Names): readonly Completion[] => {
  const [command = '', ...words] = line.split(/ +/);
  const typed = words.pop();
  if (typed === undefined) {
    const isBegun = command.startsWith('/') && COMMAND.startsWith(command) && command !== COMMAND;
    const detail = 'request an AWS role; without a role it opens a form';
    return isBegun ? [{ line: `${COMMAND} `, label: COMMAND, detail }] : [];
  }
  if (command !== COMMAND) return [];
  const { those, isLast } = nextWords(words, typed, names);
  return fitting(those, typed)
    .slice(0, MAX)
    .map(({ name, description }) => ({
      line: `${[COMMAND, ...words, name].join(' ')}${isLast(name) ? '' : ' '}`,
      label: name,
      detail: description,
    }));
};
