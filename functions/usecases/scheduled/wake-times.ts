/** The longest time in minutes between two wake-ups of an item that stays due. */
const MAX_INTERVAL_MINUTES = 5;

/** The number of wake-ups of an item that has been due for some minutes: at once, after 1, 2 and 4 minutes, then every 5. */
const wakesBy = (minutes: number): number => {
  if (minutes < 0) return 0;
  if (minutes < 1) return 1;
  return minutes < MAX_INTERVAL_MINUTES
    ? 2 + Math.floor(Math.log2(minutes))
    : 4 + Math.floor(minutes / MAX_INTERVAL_MINUTES);
};

/** Whether an item became due since the last run, so that no earlier run has woken it. */
const isNew = (dueAt: Date, lastRunAt: Date | undefined): boolean => lastRunAt === undefined || lastRunAt <= dueAt;

/** Whether a run wakes an item. The intervals grow, so that stuck items do not delay newer ones. */
const isToWake = (dueAt: Date, now: Date, lastRunAt: Date | undefined): boolean => {
  const minutesBy = (time: Date): number => (time.getTime() - dueAt.getTime()) / 60_000;
  return (
    isNew(dueAt, lastRunAt) || (lastRunAt !== undefined && wakesBy(minutesBy(now)) > wakesBy(minutesBy(lastRunAt)))
  );
};

/** With more wake-ups than this in the queue, those of earlier runs are still waiting. */
const MOST_WAITING = 100;

/**
 * Chooses what a run wakes. While the workers are behind, items are not woken again, so each is in the queue at most twice,
 * however long a fault lasts.
 */
export const chooseDue = <Item extends { readonly dueAt: Date }>(
  items: readonly Item[],
  { now, lastRunAt, waiting }: { readonly now: Date; readonly lastRunAt: Date | undefined; readonly waiting: number },
): readonly Item[] => {
  const isBehind = waiting > MOST_WAITING;
  // A new instance does not know its last run, which was a minute ago.
  const lastRun = isBehind ? (lastRunAt ?? new Date(now.getTime() - 60_000)) : lastRunAt;
  return items.filter(({ dueAt }) => (isBehind ? isNew(dueAt, lastRun) : isToWake(dueAt, now, lastRun)));
};

/** Minutes after which an item that is still due is reported. A restart of the workers takes less. */
const STUCK_MINUTES = 15;

/** Whether an item had been due for long when the last run woke it. After a pause of the sweep itself, nothing is stuck yet. */
export const isStuck = (dueAt: Date, lastRunAt: Date | undefined): boolean =>
  lastRunAt !== undefined && lastRunAt.getTime() - dueAt.getTime() >= STUCK_MINUTES * 60_000;
