/** The kinds of words that can follow a verb. */
type Word = 'name' | 'person' | 'switch';

/** A verb of `/assume`. */
interface Verb {
  readonly name: string;
  readonly detail: string;
  /** The kinds of the words after the verb, in order. */
  readonly takes: readonly (readonly Word[])[];
}

/** The command and its verbs. */
export const COMMAND = '/assume';
const VERBS: readonly Verb[] = [
  { name: 'list', detail: 'your access, your requests and the roles you can request', takes: [] },
  { name: 'end', detail: 'end your access, or cancel your request', takes: [['name']] },
  { name: 'extend', detail: 'request more time for your access', takes: [['name']] },
  { name: 'who', detail: 'who has access to what', takes: [['name', 'person']] },
  { name: 'revoke', detail: 'admins: revoke access, with a reason', takes: [['person'], ['name']] },
  { name: 'lockdown', detail: 'admins: end all access, with a reason', takes: [['switch']] },
  { name: 'help', detail: 'list the commands', takes: [] },
];

/** A suggestion while the user types. */
export interface Completion {
  /** The whole line after the suggestion is accepted. */
  readonly line: string;
  readonly label: string;
  readonly detail: string;
}

interface Named {
  readonly name: string;
  readonly description: string;
}

/** The names that can complete a line. */
export interface Names {
  readonly roles: readonly (Named & { readonly maxMinutes?: number })[];
  readonly bundles: readonly Named[];
  readonly people: readonly Named[];
}

const MAX = 10;
/** How many names are suggested before the first letter. The limit keeps the verbs visible. */
const MAX_NAMES_BEFORE_TYPING = 3;
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
  { name: '--dry-run', description: 'preview the request without sending it' },
  { name: '--emergency', description: 'without approval, where the rule allows it' },
];
const SWITCH: readonly Named[] = [
  { name: 'on', description: 'followed by the reason' },
  { name: 'off', description: 'followed by the reason' },
];

/** The candidates that match the typed word, best match first, without words that the line already contains. */
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
  return [...durations.map(([text]) => ({ name: text, description: 'duration, followed by the reason' })), ...OPTIONS];
};

/** Suggestions for a line, most likely first. Empty if the line is not a command or the reason is being typed. */
export const completionsOf = (line: string, names: Names): readonly Completion[] => {
  const [command = '', ...words] = line.split(/ +/);
  if (words.length === 0) {
    const isBegun = command.startsWith('/') && COMMAND.startsWith(command) && command !== COMMAND;
    const offered = {
      line: `${COMMAND} `,
      label: COMMAND,
      detail: 'request an AWS role; without a role it opens a form',
    };
    return isBegun ? [offered] : [];
  }
  if (command !== COMMAND) return [];
  const typed = words.at(-1) ?? '';
  const before = [COMMAND, ...words.slice(0, -1), ''].join(' ');
  const offer = (those: readonly Named[], isLast: (name: string) => boolean): readonly Completion[] =>
    fitting(those, typed)
      .slice(0, MAX)
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
    return offer([...(typed === '' ? named.slice(0, MAX_NAMES_BEFORE_TYPING) : named), ...verbs], takesNothing);
  }
  const verb = VERBS.find(({ name }) => name === first.toLowerCase());
  if (verb !== undefined) {
    const kinds = verb.takes[words.length - 2];
    const isLast = words.length - 1 === verb.takes.length && !['revoke', 'lockdown', 'extend'].includes(verb.name);
    return kinds === undefined ? [] : offer(wordsFor(kinds, names), () => isLast);
  }
  return words.length === 2 ? offer(afterName(first, names) ?? [], () => false) : [];
};
