import type { RequestRefusal } from './decide-request.ts';
import type { ExtendRefusal } from './extend.ts';

/** What a user changes after a refusal: a part of the request form. */
export type FormPart = 'access' | 'duration' | 'start' | 'holder' | 'reason';

const PARTS: Partial<Record<(RequestRefusal | ExtendRefusal)['kind'], FormPart>> = {
  unknown_access: 'access',
  too_long: 'duration',
  too_short: 'duration',
  time_zone_unknown: 'duration',
  already_past: 'duration',
  ends_before_start: 'duration',
  start_said_twice: 'start',
  start_passed: 'start',
  starts_too_late: 'start',
  emergency_starts_now: 'start',
  not_for_others: 'holder',
  other_refused: 'holder',
  reason_missing: 'reason',
  ticket_missing: 'reason',
};

/** The part of the form that a refusal is about. Undefined if no change of it would help. */
export const partOf = ({ kind }: { readonly kind: string }): FormPart | undefined => PARTS[kind as keyof typeof PARTS];

/**
 * Whether the form is opened with a command that was refused, so that the user completes it there. What a user may not
 * request at all is refused in a message.
 */
export const isAskedInForm = (refusal: RequestRefusal): boolean =>
  partOf(refusal) !== undefined && refusal.kind !== 'not_for_others';
