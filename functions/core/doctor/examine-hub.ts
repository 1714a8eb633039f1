import type { QueueFacts, TableFacts, WorkFacts } from './facts.ts';
import { type Finding, findingsAbout } from './finding.ts';

/** The schema that the adapter needs. */
export interface WantedTable {
  readonly keys: readonly string[];
  readonly indexes: Readonly<Record<string, { readonly keys: readonly string[]; readonly carries: readonly string[] }>>;
  readonly ttlAttribute: string;
}

/** Problems of the DynamoDB table. */
export const examineTable = (facts: TableFacts, wanted: WantedTable): readonly Finding[] => {
  const { add, found } = findingsAbout('table');
  if (facts.kind === 'not_seen') return add('table_not_seen', facts);
  if (facts.kind === 'missing') return add('table_missing', {});
  if (!facts.isActive) add('table_not_active', {});
  if (facts.keys.join() !== wanted.keys.join())
    add('table_keys', { current: facts.keys.join(' and '), wanted: wanted.keys.join(' and ') });
  for (const [name, index] of Object.entries(wanted.indexes)) {
    const current = facts.indexes[name];
    const lacking = index.carries.filter(
      (attribute) => !current?.carries.includes(attribute) && !current?.carries.includes('*'),
    );
    if (current === undefined) add('index_missing', { name });
    else if (current.keys.join() !== index.keys.join() || lacking.length > 0) add('index_differs', { name, lacking });
  }
  if (facts.ttlAttribute !== undefined && facts.ttlAttribute !== wanted.ttlAttribute)
    add('ttl_off', { current: facts.ttlAttribute, wanted: wanted.ttlAttribute });
  if (facts.hasPointInTimeRecovery === false) add('recovery_off', {});
  if (facts.isDeletionProtected === false) add('deletion_unprotected', {});
  return found;
};

/** The time limit of the reconcile function, in seconds: a message must stay invisible for longer. */
const MIN_VISIBILITY_SECONDS = 60;
const MAX_WAITING = 100;

/** Problems of the queue that wakes the workers. */
export const examineQueue = (facts: QueueFacts): readonly Finding[] => {
  const { add, found } = findingsAbout('queue');
  if (facts.kind === 'not_seen') return add('queue_not_seen', facts);
  if (facts.kind === 'missing') return add('queue_missing', {});
  const { hasDeadLetters, visibilitySeconds: seconds, waiting, givenUp = 0, givenUpUnread: why } = facts;
  if (!facts.isFifo) add('queue_not_fifo', {});
  if (hasDeadLetters === false) add('queue_no_dead_letters', {});
  if (seconds !== undefined && seconds < MIN_VISIBILITY_SECONDS && hasDeadLetters !== undefined)
    add('queue_visibility', { seconds });
  if (waiting > MAX_WAITING) add('queue_backlog', { waiting });
  if (why !== undefined) add('dead_letters_not_seen', { why });
  if (givenUp > 0) add('dead_letters', { count: givenUp });
  return found;
};

/** Minutes after which overdue work means that the workers do not run. */
const LATE_MINUTES = 5;

/** Whether the sweep and the workers run, and with this catalog. */
export const examineWork = (facts: WorkFacts, catalogHash: string, now: Date): readonly Finding[] => {
  const { add, found } = findingsAbout('workers');
  if (facts.kind === 'not_seen') return add('store_not_seen', facts);
  const { directory, oldestDueAt, overdue } = facts;
  if (directory.workspace === undefined) add('sweep_never_ran', {});
  else if (directory.surveyedCatalog !== undefined && directory.surveyedCatalog !== catalogHash)
    add('catalog_differs', {});
  const minutes = oldestDueAt === undefined ? 0 : (now.getTime() - oldestDueAt.getTime()) / 60_000;
  if (minutes > LATE_MINUTES) add('work_overdue', { overdue, minutes });
  return found;
};
