/** What the first word of a command can be besides a name. */
export const VERBS = {
  help: ['help', '?', '-h', '-help', '--help'],
  list: ['list'],
  end: ['end', 'release', 'cancel'],
  extend: ['extend'],
} as const satisfies Record<string, readonly string[]>;

/** Words a role or bundle cannot be named: they mean something else at its place in a command, or may come to. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set([
  ...VERBS.help,
  ...VERBS.list,
  ...VERBS.end,
  ...VERBS.extend,
  ...['approve', 'ask', 'assume', 'deny', 'request', 'stop'],
  ...['grants', 'home', 'lockdown', 'off', 'on', 'revoke', 'settings', 'status', 'who', 'whoami'],
  ...['all', 'bundle', 'bundles', 'everyone', 'everything', 'me', 'role', 'roles'],
  ...['because', 'for', 'from', 'now', 'reason', 'till', 'to', 'today', 'tomorrow', 'until'],
]);
