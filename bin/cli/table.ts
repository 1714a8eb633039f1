/** A table with a header. Each column except the last is as wide as its widest cell. */
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

/** A time in UTC, to the second. */
export const shownTime = (at: Date): string => `${at.toISOString().slice(0, 19).replace('T', ' ')}Z`;

/** `1 grant`, `2 grants`. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
