/** Rows under a head, each column as wide as its widest cell. The last is left as long as it is. */
export const textTable = (head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] => {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => [...(row[column] ?? '')].length)));
  return all.map((row) =>
    row
      .map((cell, column) =>
        column === row.length - 1 ? cell : cell + ' '.repeat((widths[column] ?? 0) - [...cell].length),
      )
      .join('  ')
      .trimEnd(),
  );
};

/** A moment as operators read it: UTC, to the second. */
export const shownTime = (at: Date): string => `${at.toISOString().slice(0, 19).replace('T', ' ')}Z`;

/** `1 grant`, `2 grants`. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
