/** A text of at most `max` UTF-16 units, as Slack counts; what was cut off is shown by an ellipsis. */
export const clip = (text: string, max: number): string => {
  if (text.length <= max) return text;
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length > max - 1) break;
    kept += character;
  }
  return `${kept}…`;
};

/** How many of the texts fit into so many characters. */
export const fitting = (lengths: readonly number[], most: number): number => {
  let characters = 0;
  const tooMany = lengths.findIndex((length) => {
    characters += length;
    return characters > most;
  });
  return tooMany < 0 ? lengths.length : tooMany;
};

/** The first of many, and how many are left out; nothing is left out in silence. */
export const firstOf = <T>(
  all: readonly T[],
  most: number,
): { readonly shown: readonly T[]; readonly more: number } => ({
  shown: all.slice(0, most),
  more: Math.max(0, all.length - most),
});
