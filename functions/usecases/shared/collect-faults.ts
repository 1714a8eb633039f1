/** Runs a step for each item, one after the other, and answers the faults: no item delays the others. */
export const collectFaults = async <Item>(
  items: Iterable<Item>,
  step: (item: Item) => Promise<unknown>,
): Promise<readonly unknown[]> => {
  const faults: unknown[] = [];
  for (const item of items) await step(item).catch((fault: unknown) => faults.push(fault));
  return faults;
};
