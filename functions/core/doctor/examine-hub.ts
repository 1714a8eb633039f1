import { formatDuration } from '../schedule/duration.ts';
import type { QueueFacts, TableFacts, WorkFacts } from './facts.ts';
import { type Finding, findingsAbout } from './finding.ts';

/** What the table has to be like; the adapter knows. */
export interface WantedTable {
  readonly keys: readonly string[];
  readonly indexes: Readonly<Record<string, { readonly keys: readonly string[]; readonly carries: readonly string[] }>>;
  readonly ttlAttribute: string;
}

const REDEPLOY = 'Deploy the hub stack of this release again; it makes the table as it has to be.';

/** What is wrong with the table that everything is stored in. */
export const examineTable = (facts: TableFacts, wanted: WantedTable): readonly Finding[] => {
  const { error, warning, found } = findingsAbout('table');
  if (facts.kind === 'not_seen') return error('table_not_seen', facts.why, facts.fix);
  if (facts.kind === 'missing')
    return error(
      'table_missing',
      'The table does not exist in this account and region.',
      'Name the right one (ASSUME_TABLE, AWS_REGION), or deploy the hub stack.',
    );
  if (!facts.isActive) warning('table_not_active', 'The table is being made or changed.', 'Wait until it is active.');
  if (facts.keys.join() !== wanted.keys.join())
    error(
      'table_keys',
      `The table has the keys ${facts.keys.join(' and ')}; ${wanted.keys.join(' and ')} are needed.`,
      REDEPLOY,
    );
  for (const [name, index] of Object.entries(wanted.indexes)) {
    const current = facts.indexes[name];
    if (current === undefined) {
      error('index_missing', `The table has no index ${name}.`, REDEPLOY);
      continue;
    }
    const lacking = index.carries.filter(
      (attribute) => !current.carries.includes(attribute) && !current.carries.includes('*'),
    );
    if (current.keys.join() !== index.keys.join() || lacking.length > 0)
      error(
        'index_differs',
        `The index ${name} is not as it has to be${lacking.length === 0 ? '' : `: it lacks ${lacking.join(', ')}`}.`,
        REDEPLOY,
      );
  }
  if (facts.ttlAttribute !== undefined && facts.ttlAttribute !== wanted.ttlAttribute)
    warning(
      'ttl_off',
      `Ended requests are never forgotten: time to live is ${facts.ttlAttribute === 'off' ? 'off' : `on ${facts.ttlAttribute}`}.`,
      `Turn it on for the attribute ${wanted.ttlAttribute}, as the hub stack does.`,
    );
  if (facts.hasPointInTimeRecovery === false)
    warning(
      'recovery_off',
      'The table has no point-in-time recovery: a mistake in it could not be undone.',
      'Turn it on, as the hub stack does.',
    );
  if (facts.isDeletionProtected === false)
    warning(
      'deletion_unprotected',
      'The table can be deleted by one call; live grants would be forgotten with it (they end on time all the same).',
      'Turn deletion protection on, as the hub stack does.',
    );
  return found;
};

/** Seconds the reconcile function may run; a message has to stay away for longer. */
const LEAST_VISIBILITY_SECONDS = 60;
const MANY_WAITING = 100;

/** What is wrong with the queue that wakes the workers. */
export const examineQueue = (facts: QueueFacts): readonly Finding[] => {
  const { error, warning, note, found } = findingsAbout('queue');
  if (facts.kind === 'not_seen') return error('queue_not_seen', facts.why, facts.fix);
  if (facts.kind === 'missing')
    return error(
      'queue_missing',
      'The queue does not exist.',
      'Name the right one (ASSUME_QUEUE_URL), or deploy the hub stack.',
    );
  if (!facts.isFifo)
    error(
      'queue_not_fifo',
      'The queue is not FIFO: one role could be edited by two workers at once.',
      'Name the FIFO queue of the hub stack.',
    );
  if (facts.hasDeadLetters === false)
    warning(
      'queue_no_dead_letters',
      'The queue has no dead-letter queue: what cannot be done would block its role for days.',
      'Deploy the hub stack again; it has one with an alarm.',
    );
  if (
    facts.visibilitySeconds !== undefined &&
    facts.visibilitySeconds < LEAST_VISIBILITY_SECONDS &&
    facts.hasDeadLetters !== undefined
  )
    warning(
      'queue_visibility',
      `A message comes back after ${facts.visibilitySeconds} s, perhaps while it is still worked on.`,
      'Set the visibility timeout to six times that of the reconcile function, as the hub stack does.',
    );
  if (facts.waiting > MANY_WAITING)
    error(
      'queue_backlog',
      `${facts.waiting} wake-ups wait in the queue.`,
      'See in its log why the reconcile function does not take them.',
    );
  if (facts.givenUpUnread !== undefined)
    note(
      'dead_letters_not_seen',
      `Whether wake-ups were given up could not be seen: ${facts.givenUpUnread}.`,
      'Have sqs:GetQueueUrl and sqs:GetQueueAttributes on the dead-letter queue allowed, as docs/operators.md has it.',
    );
  if ((facts.givenUp ?? 0) > 0)
    error(
      'dead_letters',
      `${facts.givenUp} wake-ups were given up and lie in the dead-letter queue.`,
      'See in the log of the reconcile function why, mend it, and move them back (redrive).',
    );
  return found;
};

/** Minutes by which something may be late before it means that nobody works. */
const LATE_MINUTES = 5;

/** What the stored state says of the workers: whether the sweep runs, and with the catalog that is here. */
export const examineWork = (facts: WorkFacts, catalogHash: string, now: Date): readonly Finding[] => {
  const { error, warning, found } = findingsAbout('workers');
  if (facts.kind === 'not_seen') return error('store_not_seen', facts.why, facts.fix);
  const { directory, oldestDueAt } = facts;
  if (directory.workspace === undefined)
    error(
      'sweep_never_ran',
      'The sweep has never run to its end: nothing is known of the Slack workspace, and every request is refused.',
      'See the log of the sweep function: its schedule may be off, or its Slack token may not work.',
    );
  else if (directory.surveyedCatalog !== undefined && directory.surveyedCatalog !== catalogHash)
    warning(
      'catalog_differs',
      'The catalog here is not the one that is deployed.',
      'Deploy this one, or point --catalog at the one that is deployed.',
    );
  const lateMinutes = oldestDueAt === undefined ? 0 : (now.getTime() - oldestDueAt.getTime()) / 60_000;
  if (lateMinutes > LATE_MINUTES)
    error(
      'work_overdue',
      `${facts.overdue} things are due, the oldest for ${formatDuration(lateMinutes)}: the sweep or the reconcile function does not run.`,
      'See the alarms and the logs of both. Access still ends on time: IAM enforces it by itself.',
    );
  return found;
};
