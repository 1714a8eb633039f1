import { optionFields, optionsOf } from '../blocks/options.ts';
import { all, isObject, object, rule } from '../blocks/shape.ts';
import type { InputValue, NotAnswered, OfferedOption } from '../contract.ts';
import type { PlacedElement } from '../world/input-state.ts';
import type { Json, User } from '../world/model.ts';
import { type Acting, acknowledged, jsonAnswer } from './acting.ts';
import { interaction } from './delivery.ts';
import type { OnScreen } from './on-screen.ts';
import { actor, common, containerFields } from './payloads.ts';

/** Whether the bot provides the options while the user types. */
export const isExternal = ({ element }: PlacedElement): boolean =>
  element.type === 'external_select' || element.type === 'multi_external_select';

const answerShape = all(
  object({}, optionFields),
  rule((answer) => Object.keys(answer).length === 1, 'must define exactly one of `options` and `option_groups`'),
);

/** An empty list is valid here: Slack shows that there are no results. */
const problemsOf = (answer: Json) => {
  const isNothing = ['options', 'option_groups'].some(
    (field) => Array.isArray(answer[field]) && answer[field].length === 0,
  );
  return isNothing ? [] : answerShape(answer, '');
};

const labelOf = (value: unknown): string => (isObject(value) && typeof value['text'] === 'string' ? value['text'] : '');

/** The options of an element or of the bot's answer, as the user reads them. */
export const offeredOptions = (source: Json): readonly OfferedOption[] => {
  const read = (options: unknown, group?: string): readonly OfferedOption[] =>
    Array.isArray(options)
      ? options.filter(isObject).map((option) => ({
          text: labelOf(option['text']),
          value: String(option['value']),
          ...(group === undefined ? {} : { group }),
        }))
      : [];
  const groups = Array.isArray(source['option_groups']) ? source['option_groups'].filter(isObject) : [];
  return [...read(source['options']), ...groups.flatMap((group) => read(group['options'], labelOf(group['label'])))];
};

const memoryKey = (user: User, { placed }: OnScreen): string => `${user.id} ${placed.blockId} ${placed.actionId}`;

/**
 * Requests options from the bot with a block_suggestion, but only after the user has typed the minimum query length.
 */
export const requestOptions = async (
  { world, delivery, memory }: Acting,
  user: User,
  seen: OnScreen,
  query: string,
): Promise<{ readonly answer: Json } | NotAnswered> => {
  const { element, actionId, blockId } = seen.placed;
  const min = typeof element['min_query_length'] === 'number' ? element['min_query_length'] : 3;
  if (query.length < min) return { answer: { options: [] } };
  const payload = {
    type: 'block_suggestion',
    user: actor(user),
    ...common(world),
    ...containerFields(seen.container, world),
    action_id: actionId,
    block_id: blockId,
    value: query,
  };
  const answer = acknowledged(
    await delivery.send({ kind: 'block_suggestion', user: user.id, ...interaction(payload) }),
  );
  if ('error' in answer) return answer;
  const options = jsonAnswer(answer.body);
  if (!options) return { ok: false, error: 'invalid_answer' };
  const problems = problemsOf(options);
  if (problems.length > 0) {
    world.refusals.add({ of: 'block_suggestion', error: 'invalid_answer', problems });
    return { ok: false, error: 'invalid_answer', problems };
  }
  const key = memoryKey(user, seen);
  memory.offered.set(key, [...(memory.offered.get(key) ?? []), ...optionsOf(options)]);
  return { answer: options };
};

/** The options that can be chosen: those already shown, and those that the bot offers for the chosen values. */
export const rememberedOptions = async (
  acting: Acting,
  user: User,
  seen: OnScreen,
  choice: InputValue,
): Promise<{ readonly options: readonly unknown[] } | NotAnswered> => {
  const known = () => acting.memory.offered.get(memoryKey(user, seen)) ?? [];
  const wanted = choice === null ? [] : Array.isArray(choice) ? choice.map(String) : [String(choice)];
  for (const value of wanted) {
    if (known().some((option) => isObject(option) && option['value'] === value)) continue;
    const answer = await requestOptions(acting, user, seen, value);
    if ('error' in answer) return answer;
  }
  return { options: known() };
};
