export const revokeText = {
  summary: 'end the access of a user now',
  about:
    'Ends one request by its ID, or all access of a user to a role. A request for a bundle ends completely. The reason is recorded with your AWS identity and sent to the user.\n' +
    'The end is stored first. A worker then closes the trust policy and denies live sessions. With --wait, the command waits until that is done. If the workers are down, IAM still ends the access at its planned time.',
  arguments: {
    what: 'a request ID, or a user: Slack user ID, IAM user name, session name',
    role: 'with a user: the role or bundle',
  },
  options: {
    reason: 'the reason; it is recorded and sent to the user',
    wait: 'wait until IAM was written',
  },
  examples: ['assume-bot revoke U0ALICE prod-s3 --reason "laptop stolen" --wait'],
  noReason: 'pass a reason with --reason "..."; it is recorded and sent to the user',
  notARequestId: (what: string) =>
    `"${what}" is not a request ID (20 hex digits, as shown by "assume-bot grants"); to end the access of a user, also pass the role: assume-bot revoke ${what} prod-s3`,
  notHeld: (who: string, role: string) => `${who} does not hold ${role}; "assume-bot grants" lists all holders`,
  signed: (reason: string, operator: string) => `${reason} (by ${operator}, on the command line)`,
  waiting: (role: string) => `waiting until ${role} is closed ...`,
  done: (who: string, target: string, id: string) => `${who} no longer has ${target} (request ${id}).`,
  someone: 'its holder',
  unreadable: 'a request that cannot be read',
  unknown: (id: string) => `Request ${id} does not exist.`,
  stillPending: (id: string) => `Request ${id} is pending and gives no access; deny it in Slack, or let it lapse.`,
  alreadyClosed: (id: string, status: string) => `Request ${id} is already closed: it is ${status}.`,
  late: (role: string, seconds: number) =>
    `No worker checked ${role} within ${seconds} s: see the log of the reconcile function. The end is stored, and the next worker run applies it.`,
};
