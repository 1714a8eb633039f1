import type { ExtendRefusal } from '../request/extend.ts';
import { formatDuration } from '../schedule/duration.ts';
import { type Explained, explainBy, listed } from './explain.ts';
import { REQUEST_REFUSALS, type RequestRefusalContext } from './explain-request.ts';
import { again, extendAgain } from './suggestions.ts';

const EXTEND_REFUSALS: Explained<ExtendRefusal, [RequestRefusalContext]> = {
  ...REQUEST_REFUSALS,
  nothing_held: ({ held }, context) => ({
    why: `You do not have access to ${context.name}, so there is nothing to extend.`,
    next: held.length === 0 ? 'Request it instead.' : `Request it instead. You have access to ${listed(held)}.`,
    tryThis: again(context),
  }),
  not_active_yet: (_, context) => ({
    why: `Your access to ${context.name} is approved but not active yet, so it cannot be extended.`,
    next: 'Try again after you are notified that it can be used.',
    tryThis: extendAgain(context),
  }),
  not_yours_to_extend: () => ({
    why: 'This access belongs to another user.',
    next: 'Only its holder can extend it.',
  }),
  rule_changed: (refusal) => ({
    why: `The role ${refusal.name} was changed in the catalog or removed from it after it was granted.`,
    next: 'Request it again. /assume list shows what you can request now.',
  }),
  not_extendable: (refusal, context) => ({
    why: `The catalog does not allow extensions of ${refusal.name}.`,
    next: 'Request it again; you can do this before it ends.',
    tryThis: again(context),
  }),
  extension_too_long: ({ maxMinutes, requestedMinutes }, context) => ({
    why: `One extension of ${context.name} adds at most ${formatDuration(maxMinutes)}, and you requested ${formatDuration(requestedMinutes)}.`,
    next: `Request ${formatDuration(maxMinutes)} or less.`,
    tryThis: extendAgain(context, maxMinutes),
  }),
  extended_enough: ({ maxTotalMinutes }, context) => ({
    why: `Your access to ${context.name} already lasts ${formatDuration(maxTotalMinutes)}, which is the maximum with extensions.`,
    next: 'Request it again after it has ended.',
    tryThis: again(context),
  }),
};

export const explainExtendRefusal = explainBy(EXTEND_REFUSALS);
