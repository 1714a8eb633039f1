/** What can follow `/assume`, besides names. */
interface Verb {
  readonly name: string;
  readonly detail: string;
  /** Whether a name is to follow. */
  readonly takesName: boolean;
}

/** The command, and the verbs that people type after it. */
export const COMMAND = '/assume';
const VERBS: readonly Verb[] = [
  { name: 'list', detail: 'what you hold, wait for and can ask for', takesName: false },
  { name: 'end', detail: 'give it back, or take the request back', takesName: true },
  { name: 'extend', detail: 'ask for more time on what you hold', takesName: true },
  { name: 'help', detail: 'what can be typed', takesName: false },
];

/** What is offered while somebody types. */
export interface Completion {
  /** The whole line once it is taken. */
  readonly line: string;
  readonly label: string;
  readonly detail: string;
}

/** The names a line can be completed with. */
export interface Names {
  readonly roles: readonly { readonly name: string; readonly description: string; readonly maxMinutes?: number }[];
  readonly bundles: readonly { readonly name: string; readonly description: string }[];
}

const MOST = 8;
const DURATIONS: readonly (readonly [text: string, minutes: number])[] = [
  ['1m', 1],
  ['5m', 5],
  ['30m', 30],
  ['1h', 60],
  ['2h', 120],
  ['4h', 240],
  ['8h', 480],
];

const matching = <T extends { readonly name: string }>(those: readonly T[], typed: string): readonly T[] => {
  const begins = those.filter(({ name }) => name.startsWith(typed));
  return [...begins, ...those.filter((one) => !begins.includes(one) && one.name.includes(typed))];
};

const nameCompletions = (names: Names, before: string, typed: string): readonly Completion[] =>
  matching([...names.roles, ...names.bundles], typed).map(({ name, description }) => ({
    line: `${before}${name} `,
    label: name,
    detail: description,
  }));

/** What a line can go on with, the likeliest first; nothing when it is no command, or its reason is being written. */
export const completionsOf = (line: string, names: Names): readonly Completion[] => {
  if (!line.startsWith('/')) return [];
  const [command = '', ...words] = line.split(/ +/);
  if (words.length === 0) {
    const isPart = COMMAND.startsWith(command) && command !== COMMAND;
    const offered = { line: `${COMMAND} `, label: COMMAND, detail: 'ask for an AWS role; alone it opens a form' };
    return isPart ? [offered] : [];
  }
  if (command !== COMMAND) return [];
  const [first = '', second, ...more] = words;
  if (second === undefined) {
    const typed = first.toLowerCase();
    const verbs = matching(VERBS, typed).filter(({ name }) => name !== typed);
    const roles = nameCompletions(names, `${COMMAND} `, typed).filter(({ label }) => label !== typed);
    const offered = verbs.map(({ name, detail, takesName }) => ({
      line: `${COMMAND} ${name}${takesName ? ' ' : ''}`,
      label: name,
      detail,
    }));
    return [...roles, ...offered].slice(0, MOST);
  }
  if (more.length > 0) return [];
  const verb = VERBS.find(({ name }) => name === first.toLowerCase());
  if (verb !== undefined) {
    return verb.takesName
      ? nameCompletions(names, `${COMMAND} ${first} `, second.toLowerCase())
          .filter(({ label }) => label !== second)
          .map((one) => ({ ...one, line: one.line.trimEnd() }))
          .slice(0, MOST)
      : [];
  }
  const role = names.roles.find(({ name }) => name === first);
  const isBundle = names.bundles.some(({ name }) => name === first);
  if (role === undefined && !isBundle) return [];
  const longest = role?.maxMinutes ?? Number.POSITIVE_INFINITY;
  return DURATIONS.filter(([text, minutes]) => minutes <= longest && text.startsWith(second) && text !== second).map(
    ([text]) => ({ line: `${COMMAND} ${first} ${text} `, label: text, detail: 'how long; then write why' }),
  );
};
