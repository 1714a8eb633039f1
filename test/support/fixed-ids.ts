/** Unique IDs that are the same in each run: `id-1`, `id-2`, … */
export const someIds = (): (() => string) => {
  let count = 0;
  return () => {
    count += 1;
    return `id-${count}`;
  };
};
