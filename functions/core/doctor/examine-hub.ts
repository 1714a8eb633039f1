import { formatDuration } from '../schedule/duration.ts';
import type { EndpointFacts, QueueFacts, TableFacts, TableIndexes, WorkFacts } from './facts.ts';
import { type Problems, problem } from './finding.ts';

export interface WantedTable {
  readonly keys: readonly string[];
  readonly indexes: TableIndexes;
  readonly ttlAttribute: string;
}

export function* examineTable(facts: TableFacts, wanted: WantedTable): Problems {
  if (facts.kind === 'not_seen') return yield problem('table_not_seen', facts);
  if (facts.kind === 'missing') return yield problem('table_missing', {});
  if (!facts.isActive) yield problem('table_not_active', {});
  if (facts.keys.join() !== wanted.keys.join())
    yield problem('table_keys', { current: facts.keys.join(' and '), wanted: wanted.keys.join(' and ') });
  for (const [name, { keys, carries }] of Object.entries(wanted.indexes)) {
    const current = facts.indexes[name];
    const lacking = current?.carries.includes('*')
      ? []
      : carries.filter((attribute) => !current?.carries.includes(attribute));
    if (current === undefined) yield problem('index_missing', { name });
    else if (current.keys.join() !== keys.join() || lacking.length > 0)
      yield problem('index_differs', { name, lacking });
  }
  if (facts.ttlAttribute !== undefined && facts.ttlAttribute !== wanted.ttlAttribute)
    yield problem('ttl_off', { current: facts.ttlAttribute, wanted: wanted.ttlAttribute });
  if (facts.hasPointInTimeRecovery === false) yield problem('recovery_off', {});
  if (facts.isDeletionProtected === false) yield problem('deletion_unprotected', {});
}

/** The time limit of the reconcile function, in seconds: a message must stay invisible for longer. */
const MIN_VISIBILITY_SECONDS = 60;
const MAX_WAITING = 100;

export function* examineQueue(facts: QueueFacts): Problems {
  if (facts.kind === 'not_seen') return yield problem('queue_not_seen', facts);
  if (facts.kind === 'missing') return yield problem('queue_missing', {});
  const { hasDeadLetters, visibilitySeconds: seconds, waiting, givenUp = 0, givenUpUnread: why } = facts;
  if (!facts.isFifo) yield problem('queue_not_fifo', {});
  if (hasDeadLetters === false) yield problem('queue_no_dead_letters', {});
  if (seconds !== undefined && seconds < MIN_VISIBILITY_SECONDS && hasDeadLetters !== undefined)
    yield problem('queue_visibility', { seconds });
  if (waiting > MAX_WAITING) yield problem('queue_backlog', { waiting });
  if (why !== undefined) yield problem('dead_letters_not_seen', { why });
  if (givenUp > 0) yield problem('dead_letters', { count: givenUp });
}

/** Minutes after which overdue work means that the workers do not run. */
const LATE_MINUTES = 5;

/** Whether the sweep and the workers run, and with this catalog. */
export function* examineWork(facts: WorkFacts, catalogHash: string, now: Date): Problems {
  if (facts.kind === 'not_seen') return yield problem('store_not_seen', facts);
  const { directory, oldestDueAt, overdue } = facts;
  if (directory.workspace === undefined) yield problem('sweep_never_ran', {});
  else if (directory.surveyedCatalog !== undefined && directory.surveyedCatalog !== catalogHash)
    yield problem('catalog_differs', {});
  const minutes = oldestDueAt === undefined ? 0 : (now.getTime() - oldestDueAt.getTime()) / 60_000;
  if (minutes > LATE_MINUTES) yield problem('work_overdue', { overdue, minutes });
}

/** The answer to an unsigned request. */
const UNSIGNED_STATUS = 401;

/** Whether the bot answers at its request URL, and refuses unsigned requests. */
export function* examineEndpoint(facts: EndpointFacts): Problems {
  if (facts.kind === 'not_given') return yield problem('endpoint_not_looked_at', {});
  if (facts.kind === 'not_seen') return yield problem('endpoint_not_reached', facts);
  const { url, status } = facts;
  if (status === UNSIGNED_STATUS) return;
  if (status === 429) yield problem('endpoint_throttled', { url });
  else if (status >= 500) yield problem('endpoint_failing', { url, status });
  else if (status >= 200 && status < 300) yield problem('endpoint_unverified', { url });
  else yield problem('endpoint_other', { url, status, wanted: UNSIGNED_STATUS });
}

const SKEW_SECONDS = 60;
/** Some services of AWS refuse requests that were signed five minutes off. */
const REFUSED_SKEW_SECONDS = 300;

/** Whether the clock of this machine agrees with the clock of the endpoint. */
export function* examineClock(facts: EndpointFacts): Problems {
  if (facts.kind !== 'seen' || facts.answeredAt === undefined) return;
  const seconds = (facts.requestedAt.getTime() - facts.answeredAt.getTime()) / 1000;
  const off = Math.abs(seconds);
  if (off <= SKEW_SECONDS) return;
  const kind = off > REFUSED_SKEW_SECONDS ? 'clock_skew' : 'clock_inaccurate';
  yield problem(kind, { off: `${formatDuration(off / 60)} ${seconds > 0 ? 'ahead of' : 'behind'}` }, 'clock_skew');
}
