/** Longer texts are cut before they are compared. */
const COMPARED_CHARACTERS = 100;

/** The number of characters to add, remove or replace, or neighbors to swap, to turn one text into the other. */
const editDistance = (from: string, to: string): number => {
  let beforeLast: readonly number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const cheapest = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
      );
      current.push(isSwap ? Math.min(cheapest, (beforeLast[column - 2] ?? 0) + 1) : cheapest);
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? 0;
};

const words = (name: string): string =>
  name
    .split(/[^a-z0-9]+/)
    .sort()
    .join(' ');

/** The distance of a name from the typed text; Infinity if they are not similar. */
const distance = (wanted: string, name: string): number => {
  if (wanted === name) return 0;
  if (words(wanted) === words(name)) return 0.5;
  const edits = editDistance(wanted, name);
  if (edits <= Math.max(1, Math.floor(Math.min(wanted.length, name.length) / 3))) return edits;
  const [short, long] = wanted.length < name.length ? [wanted, name] : [name, wanted];
  return short.length >= 3 && long.includes(short) ? 10 + long.length - short.length : Number.POSITIVE_INFINITY;
};

/** Similar names, the most similar first. Only for suggestions, never for decisions. */
export const nearest = <Name extends string>(wanted: string, known: readonly Name[], limit = 3): readonly Name[] => {
  const text = wanted.slice(0, COMPARED_CHARACTERS).toLowerCase();
  return known
    .map((name) => ({ name, far: distance(text, name.slice(0, COMPARED_CHARACTERS).toLowerCase()) }))
    .filter(({ far }) => far !== Number.POSITIVE_INFINITY)
    .sort((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1))
    .slice(0, limit)
    .map(({ name }) => name);
};
