import { formatDuration } from '../../schedule/duration.ts';
import { error, type None, note, unread, warning } from './severity.ts';

const REDEPLOY_TABLE = 'Deploy the hub stack of this release again.';
const TURN_ON = 'Turn it on, as the hub stack does.';

export const HUB_FINDINGS = {
  table_not_seen: error(unread),
  table_missing: error<None>(() => [
    'The table does not exist in this account and region.',
    'Set ASSUME_TABLE and AWS_REGION, or deploy the hub stack.',
  ]),
  table_not_active: warning<None>(() => ['The table is being created or changed.', 'Wait until it is active.']),
  table_keys: error<{ current: string; wanted: string }>(({ current, wanted }) => [
    `The table has the keys ${current}; it needs ${wanted}.`,
    REDEPLOY_TABLE,
  ]),
  index_missing: error<{ name: string }>(({ name }) => [`The table has no index ${name}.`, REDEPLOY_TABLE]),
  index_differs: error<{ name: string; lacking: readonly string[] }>(({ name, lacking }) => [
    `The index ${name} has the wrong schema${lacking.length === 0 ? '' : `: it lacks ${lacking.join(', ')}`}.`,
    REDEPLOY_TABLE,
  ]),
  ttl_off: warning<{ current: string; wanted: string }>(({ current, wanted }) => [
    `Ended requests are never deleted: time to live is ${current === 'off' ? 'off' : `on ${current}`}.`,
    `Turn it on for the attribute ${wanted}, as the hub stack does.`,
  ]),
  recovery_off: warning<None>(() => ['The table has no point-in-time recovery.', TURN_ON]),
  deletion_unprotected: warning<None>(() => ['The table has no deletion protection.', TURN_ON]),
  queue_not_seen: error(unread),
  queue_missing: error<None>(() => ['The queue does not exist.', 'Set ASSUME_QUEUE_URL, or deploy the hub stack.']),
  queue_not_fifo: error<None>(() => [
    'The queue is not FIFO, so two workers could edit one role at the same time.',
    'Use the FIFO queue of the hub stack.',
  ]),
  queue_no_dead_letters: warning<None>(() => [
    'The queue has no dead-letter queue, so a message that fails would block its role for days.',
    'Deploy the hub stack again; it has one with an alarm.',
  ]),
  queue_visibility: warning<{ seconds: number }>(({ seconds }) => [
    `A message is visible again after ${seconds} s, perhaps while a worker still processes it.`,
    'Set the visibility timeout to six times that of the reconcile function, as the hub stack does.',
  ]),
  queue_backlog: error<{ waiting: number }>(({ waiting }) => [
    `${waiting} wake-ups wait in the queue.`,
    'Read in the log of the reconcile function why it does not process them.',
  ]),
  dead_letters_not_seen: note<{ why: string }>(({ why }) => [
    `The dead-letter queue could not be read: ${why}.`,
    'Allow sqs:GetQueueUrl and sqs:GetQueueAttributes on it, as docs/operators.md describes.',
  ]),
  dead_letters: error<{ count: number }>(({ count }) => [
    `${count} wake-ups crashed the reconcile function and are in the dead-letter queue.`,
    'Read why in the log of the reconcile function, and fix it. The queue then empties itself within a day.',
  ]),
  store_not_seen: error(unread),
  sweep_never_ran: error<None>(() => [
    'The sweep has never completed, so the Slack workspace is not known and every request is refused.',
    'Read the log of the sweep function: its schedule may be off, or its Slack token may be invalid.',
  ]),
  catalog_differs: warning<None>(() => [
    'This catalog is not the deployed one.',
    'Deploy it, or point --catalog at the deployed one.',
  ]),
  work_overdue: error<{ overdue: number; minutes: number }>(({ overdue, minutes }) => [
    `${overdue} items are overdue, the oldest by ${formatDuration(minutes)}: the sweep or the reconcile function does not run.`,
    'Check the alarms and the logs of both. IAM still ends access on time.',
  ]),
};

export const ENDPOINT_FINDINGS = {
  clock_skew: error<{ off: string }>(({ off }) => [
    `The clock of this machine is ${off} that of the bot, so AWS refuses signed requests.`,
    'Set the clock of this machine, for example with NTP.',
  ]),
  clock_inaccurate: warning<{ off: string }>(({ off }) => [
    `The clock of this machine is ${off} that of the bot, and the times shown here are off by as much.`,
    'Set the clock of this machine, for example with NTP.',
  ]),
  endpoint_throttled: warning<{ url: string }>(({ url }) => [
    `The address ${url} refuses requests because there are too many.`,
    'Raise assume-bot:requestsPerSecond, or find the caller in the access log.',
  ]),
  endpoint_failing: error<{ url: string; status: number }>(({ url, status }) => [
    `The address ${url} answers ${status}: the function slack-events fails.`,
    'Read its log; often a secret was not stored ("Slack gets no answer" in docs/runbook.md).',
  ]),
  endpoint_unverified: error<{ url: string }>(({ url }) => [
    `The address ${url} accepted an unsigned request, so it is not the bot that answers.`,
    'Use the output SlackRequestUrl of the hub stack in the Slack app.',
  ]),
  endpoint_other: error<{ url: string; status: number; wanted: number }>(({ url, status, wanted }) => [
    `The address ${url} answers ${status} instead of ${wanted}, so it is not the address of the bot.`,
    'Use the output SlackRequestUrl of the hub stack, here and in the Slack app (command, interactivity, events).',
  ]),
  endpoint_not_looked_at: note<None>(() => [
    'The request URL of the bot is not known here, so it was not checked.',
    'Pass it with --url (the output SlackRequestUrl of the hub stack), or deploy with --outputs-file cdk.outputs.json.',
  ]),
  endpoint_not_reached: error(unread),
};
