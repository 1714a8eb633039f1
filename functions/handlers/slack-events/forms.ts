import { FIELD, type FieldId } from '../../adapters/slack/surface.ts';
import { isAnyway, isHolderRequired } from '../../adapters/slack/values.ts';
import { type Clauses, readClause } from '../../core/command/clauses.ts';
import { trimmed } from '../../core/command/words.ts';
import { defined } from '../../core/defined.ts';
import { parseSlackUserId } from '../../core/names.ts';
import { partOf } from '../../core/request/asked-in-form.ts';
import type { RequestInput, RequestRefusal } from '../../core/request/decide-request.ts';
import type { ExtendRefusal } from '../../core/request/extend.ts';
import { parseDuration } from '../../core/schedule/duration.ts';
import { fieldMistake, notATime, REQUEST_FORM } from '../../core/text/forms.ts';
import type { Answer } from './answer.ts';
import type { Submission } from './payloads.ts';

/** The part of a view that holds its inputs. */
type Form = Pick<Submission['view'], 'state'>;

const inputOf = ({ state }: Form, field: FieldId, block: string = field) => state.values[block]?.[field];

/** The text of a field, without the spaces around it. */
export const textIn = (form: Form, field: FieldId): string => trimmed(inputOf(form, field)?.value ?? '');

/** The role or bundle that is selected. */
export const accessIn = (form: Form): string | undefined => inputOf(form, FIELD.access)?.selected_option?.value;

/** A selected length in minutes. The request form has one such field per role or bundle, since each has its own lengths. */
export const lengthIn = (form: Form, block: string = FIELD.length): number | undefined => {
  const chosen = inputOf(form, FIELD.length, block)?.selected_option?.value ?? '';
  return /^\d{1,4}$/.test(chosen) ? Number(chosen) : undefined;
};

/** The values of the fields that update the request form. */
export const selectionIn = (form: Form) => {
  const name = accessIn(form);
  const seconds = inputOf(form, FIELD.start)?.selected_date_time;
  return defined({
    name,
    minutes: lengthIn(form, `${FIELD.length}-${name}`),
    startsAt: typeof seconds === 'number' ? new Date(seconds * 1000) : undefined,
  });
};

export type When =
  | { readonly kind: 'when'; readonly clauses: Clauses }
  | { readonly kind: 'not_understood'; readonly why: string; readonly tryThis: string };

/** Reads the duration field of the request form, in the syntax of the command. */
export const parseWhen = (text: string): When => {
  let [clauses, rest]: [Clauses, string] = [{}, trimmed(text)];
  while (rest !== '') {
    const read = readClause(rest, clauses);
    if (read === undefined) return { kind: 'not_understood', why: notATime(rest), tryThis: '1h30m' };
    if (read.kind === 'mistake') return { kind: 'not_understood', why: read.why, tryThis: read.tryThis || '1h30m' };
    ({ clauses, rest } = read);
  }
  return { kind: 'when', clauses };
};

const fieldError = (field: FieldId, text: string): Answer => ({ answer: 'field_error', field, text });

const notUnderstood = (mistake: Parameters<typeof fieldMistake>[0]): Answer =>
  fieldError(FIELD.duration, fieldMistake(mistake));

/** Reads the request form. A typed duration takes precedence over a selected length. */
export const parseRequestForm = ({ actor, view }: Submission) => {
  const { name, minutes, startsAt } = selectionIn(view);
  if (name === undefined) return fieldError(FIELD.access, REQUEST_FORM.accessMissing);
  const typed = textIn(view, FIELD.duration);
  const when = parseWhen(typed);
  if (when.kind === 'not_understood') return notUnderstood(when);
  const reason = textIn(view, FIELD.reason);
  const holder = inputOf(view, FIELD.holder)?.selected_user;
  if (!holder && isHolderRequired(view.private_metadata)) return fieldError(FIELD.holder, REQUEST_FORM.holderMissing);
  const isEmergency = (inputOf(view, FIELD.emergency)?.selected_options ?? []).length > 0;
  const input: RequestInput = {
    name,
    ...(minutes === undefined ? {} : { duration: { kind: 'minutes', minutes } }),
    ...when.clauses,
    ...defined({ startsAt, onBehalfOf: holder ? parseSlackUserId(holder) : undefined }),
    reason,
    ...(isEmergency ? { emergency: true } : {}),
    ...(isAnyway(view.private_metadata) ? { anyway: true } : {}),
  };
  const text = [name, startsAt && `from ${startsAt.toISOString()}`, typed, reason].filter(Boolean).join(' ');
  return { actor, input, text };
};

/** Reads the extension form. */
export const parseExtendForm = ({ view }: Submission) => {
  const typed = textIn(view, FIELD.duration);
  const parsed = typed === '' ? undefined : parseDuration(typed);
  if (parsed?.kind === 'not_a_duration') return notUnderstood(parsed);
  const reason = textIn(view, FIELD.reason);
  return { reason, ...defined({ minutes: parsed?.minutes }), text: [typed, reason].filter(Boolean).join(' ') };
};

/** Shows a refusal below the field that it is about, or else below the first field of the form. */
export const refuseField = (
  refusal: RequestRefusal | ExtendRefusal,
  { why, next }: { readonly why: string; readonly next: string },
  firstField: FieldId,
): Answer => fieldError(partOf(refusal) ?? firstField, `${why} ${next}`);
