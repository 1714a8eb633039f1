/** A set of cells: all combinations of one value from each axis. */
export type Box = readonly ReadonlySet<number>[];

const combinations = (axes: readonly (readonly number[])[]): readonly (readonly number[])[] =>
  axes.reduce<readonly (readonly number[])[]>(
    (all, axis) => all.flatMap((one) => axis.map((value) => [...one, value])),
    [[]],
  );

const keyOf = (cell: readonly number[]): string => cell.join();

/**
 * Describes a set of cells as boxes, for words that people can read. Each box is as large as it can be, axis by axis from the last
 * one on, and begins at the first cell that no box contains. Boxes may overlap.
 */
export const boxesOf = (cells: readonly (readonly number[])[], sizes: readonly number[]): readonly Box[] => {
  const all = new Set(cells.map(keyOf));
  const left = new Set(all);
  const boxes: Box[] = [];
  for (const cell of cells) {
    if (!left.has(keyOf(cell))) continue;
    const axes: (readonly number[])[] = cell.map((value) => [value]);
    for (const axis of [...sizes.keys()].reverse()) {
      const values = Array.from({ length: sizes[axis] ?? 0 }, (_, value) => value);
      axes[axis] = values.filter((value) => combinations(axes.with(axis, [value])).every((one) => all.has(keyOf(one))));
    }
    for (const one of combinations(axes)) left.delete(keyOf(one));
    boxes.push(axes.map((axis) => new Set(axis)));
  }
  return boxes;
};
