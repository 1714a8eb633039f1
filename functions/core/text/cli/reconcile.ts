export const reconcileText = {
  summary: 'compare a role with its grants now, and fix differences',
  about:
    'Wakes the worker for one role, for the roles of a bundle, or for every role of the catalog. The worker restores changed statements of the bot, removes statements without a grant, and keeps foreign statements.\n' +
    'The reconcile function does the work, because the queue ensures that only one worker writes a role at a time. With --wait, the command waits until the work is done.',
  arguments: { name: 'a role or bundle of the catalog, or the ARN of a role' },
  options: { all: 'every role of the catalog', wait: 'wait until each role was checked' },
  examples: ['assume-bot reconcile prod-s3 --wait', 'assume-bot reconcile --all'],
  noRole: 'pass a role or bundle, or --all',
  wakingUp: (role: string) => `woken for ${role}`,
  done: (role: string, isChecked: boolean) => `${role}: ${isChecked ? 'checked' : 'woken'}.`,
  late: (role: string, seconds: number) =>
    `${role}: no worker finished within ${seconds} s; see the log of the reconcile function.`,
};
