/** What the first word of a command can be besides a name. */
export const VERBS = {
  help: ['help', '?', '-h', '-help', '--help'],
  list: ['list'],
  end: ['end', 'release', 'cancel'],
  extend: ['extend'],
  who: ['who', 'whoami'],
  revoke: ['revoke'],
  lockdown: ['lockdown'],
} as const satisfies Record<string, readonly string[]>;

/** Words a role or bundle cannot be named: they mean something else at its place in a command, or may come to. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set([
  ...Object.values(VERBS).flat(),
  ...['approve', 'ask', 'assume', 'deny', 'request', 'stop'],
  ...['grants', 'home', 'off', 'on', 'settings', 'status'],
  ...['all', 'bundle', 'bundles', 'everyone', 'everything', 'me', 'role', 'roles'],
  ...['because', 'for', 'from', 'now', 'reason', 'till', 'to', 'today', 'tomorrow', 'until'],
]);
