import type { InputValue, SubmitOutcome } from '../contract.ts';
import { viewOnWire } from '../web-api/wire.ts';
import { type PlacedElement, placedElements, withValue } from '../world/input-state.ts';
import type { OpenView, User } from '../world/model.ts';
import { type Acting, acknowledged, jsonAnswer } from './acting.ts';
import { chosen } from './choices.ts';
import { interaction } from './delivery.ts';
import { isExternal, rememberedOptions } from './external-options.ts';
import { viewOnScreen } from './on-screen.ts';
import { actorWithoutTeam, common } from './payloads.ts';
import { complaintsOf } from './required-inputs.ts';
import { applyAnswer } from './submission-answer.ts';
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
      const seen = { container: { kind: 'view' as const, view }, placed };
      const offered = isExternal(placed) ? await rememberedOptions(acting, user, seen, choice) : undefined;
      if (offered && 'error' in offered) return offered;
      const value = chosen(placed, choice, offered?.options);
      views.setState(view, withValue(view.state, placed.blockId, placed.actionId, value));
    }
    return undefined;
  };

  const notifyClosed = async (user: User, view: OpenView, isCleared: boolean): Promise<void> => {
    if (!view.notify_on_close) return;
    const payload = {
      type: 'view_closed',
      user: actorWithoutTeam(user),
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
        user: actorWithoutTeam(user),
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
      const outcome = applyAnswer(views, user, viewId, instructions);
      if (!outcome.ok)
        world.refusals.add({ of: 'view_submission', error: outcome.error, problems: outcome.problems ?? [] });
      return outcome;
    },
    close: async (user, viewId, isAll) => {
      const view = viewOnScreen(world, user.id, viewId);
      if (view.type !== 'modal') throw new Error('a Home tab cannot be closed');
      const isCleared = isAll || view.clear_on_close;
      const gone = isCleared ? views.stackOf(user.id).toReversed() : [view];
      if (isCleared) views.closeAll(user.id);
      else views.close(viewId);
      for (const entry of gone) await notifyClosed(user, entry, isCleared);
    },
  };
};
