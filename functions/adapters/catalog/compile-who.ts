import type { Who } from '../../core/catalog/catalog.ts';
import { parseSlackGroupId, parseSlackUserId } from '../../core/names.ts';
import { type Path, suggest } from './problems.ts';
import type { Source } from './read.ts';

/** A list of users, user groups, `everyone` and on-call schedules. */
export type WhoDraft = readonly (string | { readonly onCall?: string })[];

const keyOf = (one: WhoDraft[number]): string => (typeof one === 'string' ? one : `onCall ${one.onCall}`);

const parseWho = (one: WhoDraft[number]): Who => {
  if (typeof one !== 'string') return { kind: 'onCall', id: one.onCall ?? '' };
  if (one === 'everyone') return { kind: 'everyone' };
  return one.startsWith('S')
    ? { kind: 'group', id: parseSlackGroupId(one) }
    : { kind: 'user', id: parseSlackUserId(one) };
};

/** The members of a list without duplicates. Reports schedules that do not exist. */
export const compileWho = (
  written: WhoDraft = [],
  path: Path,
  { source, schedules }: { readonly source: Source; readonly schedules: readonly string[] },
): readonly Who[] => {
  const keys = written.map(keyOf);
  for (const [index, one] of written.entries()) {
    const key = keyOf(one);
    if (keys.indexOf(key) < index) source.warning([...path, index], `${key} is listed twice; remove one`);
    if (typeof one === 'string' || one.onCall === undefined || schedules.includes(one.onCall)) continue;
    const hint = suggest(one.onCall, schedules);
    source.problem([...path, index, 'onCall'], `there is no schedule "${one.onCall}" under onCall; ${hint}`);
  }
  return written.filter((one, index) => keys.indexOf(keyOf(one)) === index).map(parseWho);
};
