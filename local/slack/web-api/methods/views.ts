import { isObject } from '../../blocks/shape.ts';
import { MAX_VIEW_BYTES, validateView } from '../../blocks/validate-view.ts';
import type { Json, OpenView } from '../../world/model.ts';
import { MAX_STACK } from '../../world/views.ts';
import {
  type ApiAnswer,
  type ApiMethod,
  type Arguments,
  invalidArgument,
  jsonOf,
  type MethodContext,
  missingArgument,
  refusal,
  refusalAt,
  textOf,
} from '../method.ts';
import { viewOnWire } from '../wire.ts';

const shown = (view: OpenView, { world }: MethodContext): ApiAnswer => ({
  ok: true,
  view: viewOnWire(view, world.state.team.id),
});

/** Parses the view and rejects what Slack would reject. `current` may keep its own external_id. */
const readView = (
  args: Arguments,
  { world }: MethodContext,
  type: 'modal' | 'home' | undefined,
  current?: OpenView,
): { readonly view: Json } | { readonly refused: ApiAnswer } => {
  const view = jsonOf(args, 'view');
  if (!isObject(view)) return { refused: invalidArgument('view', 'should be an object') };
  const problems = validateView(view);
  if (problems.length > 0) return { refused: refusalAt('invalid_arguments', problems) };
  if (type !== undefined && view['type'] !== type) {
    return { refused: invalidArgument('view/type', `unsupported type: ${String(view['type'])}`) };
  }
  if (Buffer.byteLength(JSON.stringify(view)) > MAX_VIEW_BYTES) return { refused: refusal('view_too_large') };
  const owner = typeof view['external_id'] === 'string' ? world.views.byExternalId(view['external_id']) : undefined;
  if (owner && owner.id !== current?.id) return { refused: refusal('duplicate_external_id') };
  return { view };
};

const readTrigger = (args: Arguments, { world }: MethodContext) => {
  const exchange = world.triggers.check(args['trigger_id']);
  return exchange.ok ? { trigger: exchange.trigger } : { refused: refusal(exchange.error) };
};

/** views.open: https://docs.slack.dev/reference/methods/views.open */
export const openView: ApiMethod = {
  takesJson: true,
  run: (args, context) => {
    const missing = missingArgument(args, 'view', 'trigger_id');
    if (missing) return missing;
    const read = readView(args, context, 'modal');
    if ('refused' in read) return read.refused;
    const held = readTrigger(args, context);
    if ('refused' in held) return held.refused;
    context.world.triggers.use(textOf(args, 'trigger_id'));
    return shown(context.world.views.open(held.trigger.user, read.view, held.trigger.channel), context);
  },
};

/** views.push: https://docs.slack.dev/reference/methods/views.push */
export const pushView: ApiMethod = {
  takesJson: true,
  run: (args, context) => {
    const missing = missingArgument(args, 'view', 'trigger_id');
    if (missing) return missing;
    const read = readView(args, context, 'modal');
    if ('refused' in read) return read.refused;
    const held = readTrigger(args, context);
    if ('refused' in held) return held.refused;
    const { views, triggers } = context.world;
    const { user, channel } = held.trigger;
    if (views.stackOf(user).length === 0) return refusal('not_found');
    if (views.stackOf(user).length >= MAX_STACK) return refusal('push_limit_reached');
    triggers.use(textOf(args, 'trigger_id'));
    const pushed = views.push(user, read.view, channel);
    return pushed ? shown(pushed, context) : refusal('not_found');
  },
};

const isStale = (args: Arguments, current: OpenView): boolean =>
  textOf(args, 'hash') !== '' && textOf(args, 'hash') !== current.hash;

/** views.update: https://docs.slack.dev/reference/methods/views.update */
export const updateView: ApiMethod = {
  takesJson: true,
  run: (args, context) => {
    const missing = missingArgument(args, 'view');
    if (missing) return missing;
    const { views } = context.world;
    const [viewId, externalId] = [textOf(args, 'view_id'), textOf(args, 'external_id')];
    if (viewId === '' && externalId === '')
      return invalidArgument('view_id', 'must provide one of `view_id` and `external_id`');
    const current = viewId === '' ? views.byExternalId(externalId) : views.find(viewId);
    const read = readView(args, context, current?.type, current);
    if ('refused' in read) return read.refused;
    if (!current) return refusal('not_found');
    return isStale(args, current) ? refusal('hash_conflict') : shown(views.update(current, read.view), context);
  },
};

/** views.publish: https://docs.slack.dev/reference/methods/views.publish */
export const publishView: ApiMethod = {
  takesJson: true,
  run: (args, context) => {
    const missing = missingArgument(args, 'view', 'user_id');
    if (missing) return missing;
    const { views, conversations } = context.world;
    const user = conversations.user(textOf(args, 'user_id'));
    if (!user || user.is_bot) return invalidArgument('user_id', 'invalid `user_id`');
    const current = views.homeOf(user.id);
    const read = readView(args, context, 'home', current);
    if ('refused' in read) return read.refused;
    return current && isStale(args, current)
      ? refusal('hash_conflict')
      : shown(views.publish(user.id, read.view), context);
  },
};
