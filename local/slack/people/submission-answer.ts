import { isObject } from '../blocks/shape.ts';
import { validateView } from '../blocks/validate-view.ts';
import type { SubmitOutcome } from '../contract.ts';
import { placedElements } from '../world/input-state.ts';
import type { Json, OpenView, User } from '../world/model.ts';
import type { Views } from '../world/views.ts';

/** The errors that Slack shows beside inputs; undefined if Slack cannot show them. */
const errorsOf = (view: OpenView, errors: unknown): Readonly<Record<string, string>> | undefined => {
  if (!isObject(errors)) return undefined;
  const inputs = new Set(placedElements(view.blocks).flatMap((placed) => (placed.isInput ? [placed.blockId] : [])));
  const entries = Object.entries(errors);
  // Slack shows "We had some trouble connecting" if an error names a block that is not an input block of the view.
  const isShown =
    entries.length > 0 &&
    entries.every(([block, message]) => inputs.has(block) && typeof message === 'string' && message !== '');
  return isShown ? (errors as Readonly<Record<string, string>>) : undefined;
};

const redraw = (views: Views, user: User, view: OpenView, answer: Json, action: 'update' | 'push'): SubmitOutcome => {
  const next = answer['view'];
  const problems = validateView(next);
  if (problems.length > 0 || !isObject(next)) return { ok: false, error: 'invalid_answer', problems };
  if (next['type'] !== 'modal') return { ok: false, error: 'invalid_answer' };
  const drawn = action === 'update' ? views.update(view, next) : views.push(user.id, next);
  return drawn ? { ok: true, action, view: drawn } : { ok: false, error: 'invalid_answer' };
};

/** Does what the bot's answer to a submission requires: closes, clears, updates or pushes modals, or shows errors. */
export const applyAnswer = (views: Views, user: User, viewId: string, answer: Json | undefined): SubmitOutcome => {
  const view = views.find(viewId);
  const action = answer?.['response_action'];
  switch (action) {
    case undefined:
      views.close(viewId);
      return { ok: true, action: 'close' };
    case 'clear':
      views.closeAll(user.id);
      return { ok: true, action };
    case 'errors': {
      const errors = view && errorsOf(view, answer?.['errors']);
      return errors ? { ok: true, action, errors } : { ok: false, error: 'invalid_answer' };
    }
    case 'update':
    case 'push':
      return view ? redraw(views, user, view, answer ?? {}, action) : { ok: false, error: 'invalid_answer' };
    default:
      return { ok: false, error: 'invalid_answer' };
  }
};
