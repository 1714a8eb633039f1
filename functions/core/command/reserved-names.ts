/** The verbs that a command can begin with, with their aliases. */
export const VERBS = {
  help: ['help', '?', '-h', '-help', '--help'],
  list: ['list'],
  end: ['end', 'release', 'cancel'],
  extend: ['extend'],
  who: ['who', 'whoami'],
  revoke: ['revoke'],
  lockdown: ['lockdown'],
  delegate: ['delegate'],
} as const satisfies Record<string, readonly string[]>;

/** Words that cannot name a role or bundle, because they have another meaning in a command or may get one. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set([
  ...Object.values(VERBS).flat(),
  ...['approve', 'ask', 'assume', 'deny', 'request', 'stop'],
  ...['grants', 'home', 'off', 'on', 'settings', 'status'],
  ...['all', 'bundle', 'bundles', 'everyone', 'everything', 'me', 'role', 'roles'],
  ...['because', 'for', 'from', 'now', 'reason', 'till', 'to', 'today', 'tomorrow', 'until'],
]);
