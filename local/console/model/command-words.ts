/**
 * The words of `/assume`. Slack knows no more of a slash command than one line of usage, so the console has its own list.
 * A test in the repository feeds every suggestion to the parser of the bot.
 */

/** A word of a command, and what it does. */
export interface Named {
  readonly name: string;
  readonly description: string;
}

/** The kinds of words that can follow a verb. `duration` is about the name before it. */
export type WordKind = 'name' | 'person' | 'switch' | 'duration' | 'all';

/** A verb of `/assume`. */
export interface Verb extends Named {
  /** The kinds of the words after the verb, in order. */
  readonly takes: readonly (readonly WordKind[])[];
  /** Whether a reason can follow. */
  readonly hasReason?: true;
}

export const COMMAND = '/assume';

export const VERBS: readonly Verb[] = [
  { name: 'list', description: 'your access, your requests and the roles you can request', takes: [] },
  { name: 'end', description: 'end your access, or cancel your request', takes: [['name']] },
  {
    name: 'extend',
    description: 'request more time for your access',
    takes: [['name'], ['duration']],
    hasReason: true,
  },
  { name: 'who', description: 'who has access to what', takes: [['name', 'person']] },
  {
    name: 'revoke',
    description: 'admins: revoke access, with a reason',
    takes: [['person'], ['name', 'all']],
    hasReason: true,
  },
  { name: 'lockdown', description: 'admins: end all access, with a reason', takes: [['switch']], hasReason: true },
  { name: 'delegate', description: 'approvers: let a colleague decide in your place', takes: [['person']] },
  { name: 'help', description: 'list the commands', takes: [] },
];

/** The option that takes a user. */
export const FOR = '--for';

/** The options of a request. They can be anywhere in it. */
export const OPTIONS: readonly Named[] = [
  { name: '--dry-run', description: 'preview the request without sending it' },
  { name: '--emergency', description: 'without approval, where the rule allows it' },
  { name: FOR, description: 'followed by the user who gets the access' },
];

/** The words before a time of day. */
export const CLAUSES: readonly Named[] = [
  { name: 'until', description: 'followed by a time such as 17:00' },
  { name: 'from', description: 'followed by a time such as 14:00' },
];

export const SWITCH: readonly Named[] = [
  { name: 'on', description: 'followed by the reason' },
  { name: 'off', description: 'followed by the reason' },
];

export const ALL: Named = { name: 'all', description: 'all access of the user' };

export const DURATIONS: readonly (readonly [text: string, minutes: number])[] = [
  ['1m', 1],
  ['5m', 5],
  ['30m', 30],
  ['1h', 60],
  ['2h', 120],
  ['4h', 240],
  ['8h', 480],
];
