import type { ExtendRefusal } from '../request/extend.ts';
import { formatDuration } from '../schedule/duration.ts';
import { type Explained, type Explanation, explainBy, listed } from './explain.ts';
import { REQUEST_REFUSALS, type RequestRefusalContext } from './explain-request.ts';

const EXTEND_REFUSALS: Explained<ExtendRefusal, RequestRefusalContext> = {
  ...REQUEST_REFUSALS,
  nothing_held: (refusal, { name }) => ({
    why: `You do not hold ${name} at the moment, so there is nothing to extend.`,
    next: refusal.held.length === 0 ? 'Ask for it.' : `You hold ${listed(refusal.held)}. Ask for what you do not hold.`,
    tryThis: `/assume ${name}`,
  }),
  not_active_yet: (_, { name }) => ({
    why: `Your access to ${name} is approved but not active yet, so it cannot be extended.`,
    next: 'Try again after you are notified that it can be used.',
    tryThis: `/assume extend ${name}`,
  }),
  not_yours_to_extend: () => ({
    why: 'This is the access of somebody else.',
    next: 'Only its holder can ask for more time on it.',
  }),
  rule_changed: (refusal) => ({
    why: `The role ${refusal.name} was changed in the catalog or taken out of it since you were given it.`,
    next: 'Ask for it again: /assume list shows what can be asked for now.',
  }),
  not_extendable: (refusal, { name }) => ({
    why: `The catalog allows no extension of ${refusal.name}.`,
    next: 'Ask for it again; that works before it ends too.',
    tryThis: `/assume ${name}`,
  }),
  extension_too_long: (refusal, { name }) => ({
    why: `One extension of ${name} adds ${formatDuration(refusal.maxMinutes)} at most, and you asked for ${formatDuration(refusal.requestedMinutes)}.`,
    next: `Ask for ${formatDuration(refusal.maxMinutes)} or less.`,
    tryThis: `/assume extend ${name}`,
  }),
  extended_enough: (refusal, { name }) => ({
    why: `You have ${name} for ${formatDuration(refusal.maxTotalMinutes)} from the first start on, and it lasts no longer.`,
    next: 'Ask for it again once it has ended.',
    tryThis: `/assume ${name}`,
  }),
};

/** Why something was not extended, and what would work. */
export const explainExtendRefusal = (refusal: ExtendRefusal, context: RequestRefusalContext): Explanation =>
  explainBy(EXTEND_REFUSALS, refusal, context);
