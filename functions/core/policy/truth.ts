/** Three values: what depends on something that is not known is `unknown`, and never counts as yes or no. */
export type Truth = 'yes' | 'no' | 'unknown';

export const truthOf = (holds: boolean | undefined): Truth => (holds === undefined ? 'unknown' : holds ? 'yes' : 'no');

export const not = (truth: Truth): Truth => (truth === 'unknown' ? truth : truth === 'yes' ? 'no' : 'yes');

/** Whether all hold. */
export const all = (truths: readonly Truth[]): Truth =>
  truths.includes('no') ? 'no' : truths.includes('unknown') ? 'unknown' : 'yes';

/** Whether one holds. */
export const any = (truths: readonly Truth[]): Truth =>
  truths.includes('yes') ? 'yes' : truths.includes('unknown') ? 'unknown' : 'no';
