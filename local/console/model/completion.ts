/** What one word after a verb can be. */
type Word = 'name' | 'person' | 'switch';

/** What can follow `/assume`, besides names. */
interface Verb {
  readonly name: string;
  readonly detail: string;
  /** What the words after it can be, one after the other. */
  readonly takes: readonly (readonly Word[])[];
}

/** The command, and the verbs that people type after it. */
export const COMMAND = '/assume';
const VERBS: readonly Verb[] = [
  { name: 'list', detail: 'what you hold, wait for and can ask for', takes: [] },
  { name: 'end', detail: 'give it back, or take the request back', takes: [['name']] },
  { name: 'extend', detail: 'ask for more time on what you hold', takes: [['name']] },
  { name: 'who', detail: 'who holds what', takes: [['name', 'person']] },
  { name: 'revoke', detail: 'admins: take access away, and say why', takes: [['person'], ['name']] },
  { name: 'lockdown', detail: 'admins: end everything that is open, and say why', takes: [['switch']] },
  { name: 'help', detail: 'what can be typed', takes: [] },
];

/** What is offered while somebody types. */
export interface Completion {
  /** The whole line once it is taken. */
  readonly line: string;
  readonly label: string;
  readonly detail: string;
}

interface Named {
  readonly name: string;
  readonly description: string;
}

/** The names a line can be completed with. */
export interface Names {
  readonly roles: readonly (Named & { readonly maxMinutes?: number })[];
  readonly bundles: readonly Named[];
  readonly people: readonly Named[];
}

const MOST = 10;
/** Names that are offered before a letter is typed: the verbs have to be found as well. */
const MOST_UNASKED = 3;
const DURATIONS: readonly (readonly [text: string, minutes: number])[] = [
  ['1m', 1],
  ['5m', 5],
  ['30m', 30],
  ['1h', 60],
  ['2h', 120],
  ['4h', 240],
  ['8h', 480],
];
const OPTIONS: readonly Named[] = [
  { name: '--dry-run', description: 'only say what would happen' },
  { name: '--emergency', description: 'without approval, where the rule allows it' },
];
const SWITCH: readonly Named[] = [
  { name: 'on', description: 'then write why' },
  { name: 'off', description: 'then write why' },
];

/** What fits what is typed, the better fit first, and nothing that stands there already. */
const fitting = (those: readonly Named[], typed: string): readonly Named[] => {
  const word = typed.toLowerCase();
  const begins = those.filter(({ name }) => name.startsWith(word));
  const contains = those.filter((one) => !begins.includes(one) && one.name.includes(word));
  return [...begins, ...contains].filter(({ name }) => name !== word);
};

const wordsFor = (kinds: readonly Word[], names: Names): readonly Named[] =>
  kinds.flatMap((kind) => {
    switch (kind) {
      case 'name':
        return [...names.roles, ...names.bundles];
      case 'person':
        return names.people.map(({ name, description }) => ({ name: `@${name}`, description }));
      case 'switch':
        return SWITCH;
      default:
        return kind satisfies never;
    }
  });

const afterName = (name: string, names: Names): readonly Named[] | undefined => {
  const role = names.roles.find((one) => one.name === name);
  if (role === undefined && !names.bundles.some((one) => one.name === name)) return undefined;
  const longest = role?.maxMinutes ?? Number.POSITIVE_INFINITY;
  const durations = DURATIONS.filter(([, minutes]) => minutes <= longest);
  return [...durations.map(([text]) => ({ name: text, description: 'how long; then write why' })), ...OPTIONS];
};

/** What a line can go on with, the likeliest first; nothing when it is no command, or its reason is being written. */
export const completionsOf = (line: string, names: Names): readonly Completion[] => {
  const [command = '', ...words] = line.split(/ +/);
  if (words.length === 0) {
    const isBegun = command.startsWith('/') && COMMAND.startsWith(command) && command !== COMMAND;
    const offered = { line: `${COMMAND} `, label: COMMAND, detail: 'ask for an AWS role; alone it opens a form' };
    return isBegun ? [offered] : [];
  }
  if (command !== COMMAND) return [];
  const typed = words.at(-1) ?? '';
  const before = [COMMAND, ...words.slice(0, -1), ''].join(' ');
  const offer = (those: readonly Named[], isLast: (name: string) => boolean): readonly Completion[] =>
    fitting(those, typed)
      .slice(0, MOST)
      .map(({ name, description }) => ({
        line: `${before}${name}${isLast(name) ? '' : ' '}`,
        label: name,
        detail: description,
      }));

  const [first = ''] = words;
  if (words.length === 1) {
    const verbs = VERBS.map(({ name, detail }) => ({ name, description: detail }));
    const takesNothing = (name: string): boolean => VERBS.some((verb) => verb.name === name && verb.takes.length === 0);
    const named = [...names.roles, ...names.bundles];
    return offer([...(typed === '' ? named.slice(0, MOST_UNASKED) : named), ...verbs], takesNothing);
  }
  const verb = VERBS.find(({ name }) => name === first.toLowerCase());
  if (verb !== undefined) {
    const kinds = verb.takes[words.length - 2];
    const isLast = words.length - 1 === verb.takes.length && !['revoke', 'lockdown', 'extend'].includes(verb.name);
    return kinds === undefined ? [] : offer(wordsFor(kinds, names), () => isLast);
  }
  return words.length === 2 ? offer(afterName(first, names) ?? [], () => false) : [];
};
