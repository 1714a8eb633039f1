import { blockList, elementsOf } from './block-list.ts';
import type { BlockProblem } from './problem.ts';
import { all, boolean, byType, type Check, isObject, object, oneOf, rule, string } from './shape.ts';
import { plainText } from './text.ts';

/** The maximum size of a view, in bytes of JSON. */
export const MAX_VIEW_BYTES = 250_000;

const required = (type: string) => ({ type: oneOf(type), blocks: blockList('view') });
const common = {
  private_metadata: string(3000, 0),
  callback_id: string(255, 0),
  external_id: string(255, 0),
};

const blocksOf = (view: Readonly<Record<string, unknown>>): readonly unknown[] =>
  Array.isArray(view['blocks']) ? view['blocks'] : [];

const isInput = (block: unknown): boolean => isObject(block) && block['type'] === 'input';

const submitForInputs: Check = (view, pointer) => {
  if (!isObject(view) || view['submit'] !== undefined) return [];
  const index = blocksOf(view).findIndex(isInput);
  if (index < 0) return [];
  return [{ pointer: `${pointer}/blocks/${index}/input`, message: 'must define `submit` to use `input` block' }];
};

const oneFocus = rule(
  (view) =>
    blocksOf(view)
      .flatMap(elementsOf)
      .filter(({ element }) => 'focus_on_load' in element && element.focus_on_load === true).length <= 1,
  'only one element can have `focus_on_load` set',
  '/blocks',
);

const answersOnlyFromInputs = (surface: 'modal' | 'home') =>
  rule(
    (view) =>
      !blocksOf(view).some(
        (block) =>
          (surface === 'home' || !isInput(block)) &&
          elementsOf(block).some(
            ({ element }) => 'response_url_enabled' in element && element.response_url_enabled === true,
          ),
      ),
    '`response_url_enabled` is only allowed in input blocks of a modal',
    '/blocks',
  );

const modal = all(
  object(
    { ...required('modal'), title: plainText(24) },
    { ...common, close: plainText(24), submit: plainText(24), clear_on_close: boolean, notify_on_close: boolean },
  ),
  submitForInputs,
  oneFocus,
  answersOnlyFromInputs('modal'),
);

const home = all(object(required('home'), common), oneFocus, answersOnlyFromInputs('home'));

/** All problems that Slack would find in a modal or a Home tab. The list is empty if the view is valid. */
export const validateView = (view: unknown): readonly BlockProblem[] => byType({ modal, home })(view, '/view');
