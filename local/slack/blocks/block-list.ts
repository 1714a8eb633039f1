import { accessory, actionElement, imageElement, imageSource, inputElement } from './elements.ts';
import type { BlockProblem } from './problem.ts';
import { richText } from './rich-text.ts';
import { all, boolean, byType, type Check, isObject, list, object, oneOf, rule, string } from './shape.ts';
import { anyText, identifier, plainText } from './text.ts';

const block = { block_id: identifier };

const section = all(
  object(
    { type: oneOf('section') },
    { ...block, text: anyText(3000), fields: list(anyText(2000), { max: 10 }), accessory, expand: boolean },
  ),
  rule(
    (value) => value['text'] !== undefined || value['fields'] !== undefined,
    'must define either `text` or `fields`',
  ),
);

const contextElement: Check = (value, pointer) =>
  isObject(value) && value['type'] === 'image' ? imageElement(value, pointer) : anyText(2000)(value, pointer);

const everywhere: Readonly<Record<string, Check>> = {
  section,
  header: object({ type: oneOf('header'), text: plainText(150) }, block),
  divider: object({ type: oneOf('divider') }, block),
  context: object({ type: oneOf('context'), elements: list(contextElement, { max: 10 }) }, block),
  actions: object({ type: oneOf('actions'), elements: list(actionElement, { max: 25 }) }, block),
  image: all(
    object(
      { type: oneOf('image'), alt_text: string(2000) },
      { ...block, ...imageSource.fields, title: plainText(2000) },
    ),
    imageSource.hasOne,
  ),
  rich_text: richText,
};

const input = object(
  { type: oneOf('input'), label: plainText(2000), element: inputElement },
  { ...block, hint: plainText(2000), optional: boolean, dispatch_action: boolean },
);

/** The interactive elements of a block, with their JSON pointers. */
export const elementsOf = (value: unknown): readonly { readonly at: string; readonly element: object }[] => {
  if (!isObject(value)) return [];
  const listed = value['type'] === 'actions' && Array.isArray(value['elements']) ? value['elements'] : [];
  const single = (['accessory', 'element'] as const).filter((field) => isObject(value[field]));
  return [
    ...listed.flatMap((element, index) => (isObject(element) ? [{ at: `/elements/${index}`, element }] : [])),
    ...single.map((field) => ({ at: `/${field}`, element: value[field] as object })),
  ];
};

/** Returns the second and later occurrences of an id. */
export const duplicates = (
  owners: readonly { readonly pointer: string; readonly id: unknown }[],
  message: (id: string) => string,
): readonly BlockProblem[] => {
  const seen = new Set<unknown>();
  return owners.flatMap(({ pointer, id }) => {
    if (typeof id !== 'string') return [];
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [{ pointer, message: message(id) }];
  });
};

const uniqueActionIds: Check = (value, pointer) =>
  duplicates(
    elementsOf(value).map(({ at, element }) => ({
      pointer: `${pointer}${at}/action_id`,
      id: 'action_id' in element ? element.action_id : undefined,
    })),
    (id) => `\`action_id\` "${id}" already exists in this block`,
  );

const uniqueBlockIds: Check = (value, pointer) =>
  duplicates(
    Array.isArray(value)
      ? value.map((entry, index) => ({
          pointer: `${pointer}/${index}/block_id`,
          id: isObject(entry) ? entry['block_id'] : undefined,
        }))
      : [],
    (id) => `\`block_id\` "${id}" already exists`,
  );

/** The blocks of a message (at most 50, without inputs) or of a view (at most 100). */
export const blockList = (surface: 'message' | 'view'): Check =>
  all(
    list(all(byType(surface === 'view' ? { ...everywhere, input } : everywhere), uniqueActionIds), {
      min: 0,
      max: surface === 'view' ? 100 : 50,
    }),
    uniqueBlockIds,
  );
