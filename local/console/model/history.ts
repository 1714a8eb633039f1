const MAX = 50;

/** A line of the history in the field, and what was typed before. */
export interface Recall {
  readonly line: string;
  /** 0 is the newest line. */
  readonly index: number;
  readonly typed: string;
}

/** The history with a line that was sent, oldest first. A repeated line is kept once, as the newest. */
export const withSent = (history: readonly string[], line: string): readonly string[] =>
  [...history.filter((one) => one !== line), line].slice(-MAX);

/**
 * The older or newer line, as in a shell. After the newest line, what was typed before. Undefined if there is none: then
 * the key keeps its meaning. A recalled line that was edited counts as typed.
 */
export const recall = (
  history: readonly string[],
  text: string,
  before: Recall | undefined,
  direction: 'older' | 'newer',
): Recall | undefined => {
  const now = before?.line === text ? before : { line: text, index: -1, typed: text };
  if (direction === 'newer' && now.index < 0) return undefined;
  const index = now.index + (direction === 'older' ? 1 : -1);
  if (index < 0) return { line: now.typed, index, typed: now.typed };
  const line = history[history.length - 1 - index];
  return line === undefined ? undefined : { line, index, typed: now.typed };
};
