import { isObject } from '../blocks/shape.ts';
import { validateView } from '../blocks/validate-view.ts';
import type { InputValue, SubmitOutcome } from '../contract.ts';
import { viewOnWire } from '../web-api/wire.ts';
import { type PlacedElement, placedElements, withValue } from '../world/input-state.ts';
import type { Json, OpenView, User } from '../world/model.ts';
import { type Acting, acknowledged, jsonAnswer } from './acting.ts';
import { chosen } from './choices.ts';
import { interaction } from './delivery.ts';
import { isExternal, rememberedOptions } from './external-options.ts';
import { viewOnScreen } from './on-screen.ts';
import { actor, common } from './payloads.ts';
import { complaintsOf } from './required-inputs.ts';
import { responseUrlsOf } from './view-response-urls.ts';

const inputNamed = (view: OpenView, name: string): PlacedElement => {
  const all = placedElements(view.blocks);
  const byAction = all.filter((placed) => placed.actionId === name);
  const [only, ...others] = byAction.length > 0 ? byAction : all.filter((placed) => placed.blockId === name);
  if (only && others.length === 0) return only;
  const drawn = all.map((placed) => `${placed.blockId}/${placed.actionId}`).join(', ') || 'none';
  throw new Error(`view ${view.id} has ${only ? 'several inputs' : 'no input'} "${name}"; its inputs are: ${drawn}`);
};

/** Fills in, submits and closes modals. */
export interface Modals {
  submit(user: User, viewId: string, values: Readonly<Record<string, InputValue>>): Promise<SubmitOutcome>;
  close(user: User, viewId: string, isAll: boolean): Promise<void>;
}

/** Creates the user actions on whole modals. */
export const createModals = (acting: Acting): Modals => {
  const { world, delivery } = acting;
  const { views } = world;

  const fill = async (user: User, viewId: string, values: Readonly<Record<string, InputValue>>) => {
    for (const [name, choice] of Object.entries(values)) {
      const view = viewOnScreen(world, user.id, viewId);
      const placed = inputNamed(view, name);
      const seen = { place: { kind: 'view' as const, view }, placed };
      const offered = isExternal(placed) ? await rememberedOptions(acting, user, seen, choice) : undefined;
      if (offered && 'error' in offered) return offered;
      const value = chosen(placed, choice, offered?.options);
      views.hold(view, withValue(view.state, placed.blockId, placed.actionId, value));
    }
    return undefined;
  };

  const errorsOf = (view: OpenView, errors: unknown): Readonly<Record<string, string>> | undefined => {
    if (!isObject(errors)) return undefined;
    const inputs = new Set(placedElements(view.blocks).flatMap((placed) => (placed.isInput ? [placed.blockId] : [])));
    const entries = Object.entries(errors);
    // Slack shows "We had some trouble connecting" if an error names a block that is not an input block of the view.
    const isShown =
      entries.length > 0 &&
      entries.every(([block, says]) => inputs.has(block) && typeof says === 'string' && says !== '');
    return isShown ? (errors as Readonly<Record<string, string>>) : undefined;
  };

  const redraw = (user: User, view: OpenView, answer: Json, action: 'update' | 'push'): SubmitOutcome => {
    const next = answer['view'];
    const problems = validateView(next);
    if (problems.length > 0 || !isObject(next)) return { ok: false, error: 'invalid_answer', problems };
    if (next['type'] !== 'modal') return { ok: false, error: 'invalid_answer' };
    const drawn = action === 'update' ? views.update(view, next) : views.push(user.id, next);
    return drawn ? { ok: true, action, view: drawn } : { ok: false, error: 'invalid_answer' };
  };

  const follow = (user: User, viewId: string, answer: Json | undefined): SubmitOutcome => {
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
        return view ? redraw(user, view, answer ?? {}, action) : { ok: false, error: 'invalid_answer' };
      default:
        return { ok: false, error: 'invalid_answer' };
    }
  };

  const tellClosed = async (user: User, view: OpenView, isCleared: boolean): Promise<void> => {
    if (!view.notify_on_close) return;
    const payload = {
      type: 'view_closed',
      user: actor(user),
      ...common(world),
      view: viewOnWire(view, world.state.team.id),
      is_cleared: isCleared,
    };
    await delivery.send({ kind: 'view_closed', user: user.id, ...interaction(payload) });
  };

  return {
    submit: async (user, viewId, values) => {
      const unanswered = await fill(user, viewId, values);
      if (unanswered) return unanswered;
      const view = viewOnScreen(world, user.id, viewId);
      if (view.type !== 'modal' || view.submit === undefined) throw new Error(`view ${viewId} has no submit button`);
      const complaints = complaintsOf(view);
      if (Object.keys(complaints).length > 0) return { ok: true, action: 'refused', errors: complaints };
      const payload = {
        type: 'view_submission',
        user: actor(user),
        ...common(world),
        trigger_id: world.triggers.issue(user.id),
        view: viewOnWire(view, world.state.team.id),
        response_urls: responseUrlsOf(acting, user, view),
      };
      const answer = acknowledged(
        await delivery.send({ kind: 'view_submission', user: user.id, ...interaction(payload) }),
      );
      if ('error' in answer) return answer;
      const instructions = answer.body === '' ? undefined : jsonAnswer(answer.body);
      if (answer.body !== '' && !instructions) return { ok: false, error: 'invalid_answer' };
      return follow(user, viewId, instructions);
    },
    close: async (user, viewId, isAll) => {
      const view = viewOnScreen(world, user.id, viewId);
      if (view.type !== 'modal') throw new Error('a Home tab cannot be closed');
      const isCleared = isAll || view.clear_on_close;
      const gone = isCleared ? views.stackOf(user.id).toReversed() : [view];
      if (isCleared) views.closeAll(user.id);
      else views.close(viewId);
      for (const entry of gone) await tellClosed(user, entry, isCleared);
    },
  };
};
