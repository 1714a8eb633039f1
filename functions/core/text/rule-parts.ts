import type { WhenPart } from '../rules/select.ts';

const PART_TEXTS: Readonly<Record<WhenPart, (whoIs: string) => string>> = {
  requester: (whoIs) => `${whoIs} not among its users`,
  typedBy: (whoIs) => `${whoIs} not among its users`,
  duration: () => 'it is for another length',
  hours: () => 'it is for other hours',
  emergency: () => 'it depends on whether this is an emergency',
  start: () => 'it depends on whether the access starts now',
};

/** Why a rule does not match. `whoIs`: `you are`, or `the user is`. */
export const failedTexts = (failed: readonly WhenPart[], whoIs: string): string =>
  [...new Set(failed.map((part) => PART_TEXTS[part](whoIs)))].join(', and ');
