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

/** The first of many, and how many are left out; nothing is left out in silence. */
export const firstOf = <T>(
  all: readonly T[],
  most: number,
): { readonly shown: readonly T[]; readonly more: number } => ({
  shown: all.slice(0, most),
  more: Math.max(0, all.length - most),
});
