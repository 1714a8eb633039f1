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

/** Whether this run wakes a due item. The intervals grow, so that stuck items do not delay newer ones. */
export const isToWake = (dueAt: Date, now: Date, lastRunAt: Date | undefined): boolean => {
  const minutesBy = (time: Date): number => (time.getTime() - dueAt.getTime()) / 60_000;
  return lastRunAt === undefined || lastRunAt <= dueAt || wakesBy(minutesBy(now)) > wakesBy(minutesBy(lastRunAt));
};
