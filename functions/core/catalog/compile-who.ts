import { parseSlackGroupId, parseSlackUserId } from '../names.ts';
import type { Who } from './catalog.ts';
import type { ProblemList } from './problems.ts';
import type { Field } from './read-fields.ts';

/** As it stands in the file: an id, or a schedule. */
type WrittenWho = string | { readonly onCall: string };

const keyOf = (one: WrittenWho): string => (typeof one === 'string' ? one : `onCall ${one.onCall}`);

const parseWho = (text: WrittenWho): Who => {
  if (typeof text !== 'string') return { kind: 'onCall', id: text.onCall };
  if (text === 'everyone') return { kind: 'everyone' };
  return text.startsWith('S')
    ? { kind: 'group', id: parseSlackGroupId(text) }
    : { kind: 'user', id: parseSlackUserId(text) };
};

/** Those whom a list names, each once. */
export const compileWho = (field: Field<readonly WrittenWho[]> | undefined, list: ProblemList): readonly Who[] => {
  const written = field?.value ?? [];
  const texts = written.map(keyOf);
  for (const [index, text] of texts.entries()) {
    const item = field?.written.items[index];
    if (item !== undefined && texts.indexOf(text) < index)
      list.warning(item.at, [...(field?.path ?? []), index], `${text} is named twice; once is enough`);
  }
  return written.filter((one, index) => texts.indexOf(keyOf(one)) === index).map(parseWho);
};

/** How many different people a list names for sure; undefined when that hangs on a group or on everyone. */
export const countPeople = (who: readonly Who[]): number | undefined =>
  who.every((one) => one.kind === 'user') ? who.length : undefined;
