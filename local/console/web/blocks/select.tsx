import { useRef } from 'react';
import { type Block, type Element, optionsOf } from '../../model/block-kit.ts';
import { TEXT } from '../text.ts';
import { type Choosable, Combobox } from './combobox.tsx';
import { namesOf, type Surface, useSurface } from './surface.ts';

/** What a block passes to its element: id, name, and the ids of error and hint. */
export interface FieldProps {
  readonly id: string;
  readonly label: string;
  readonly describedBy?: string;
  readonly isInvalid?: boolean;
}

const matches = (query: string) => {
  const words = query.toLowerCase().split(/\s+/);
  return ({ text, detail = '', group = '' }: Choosable): boolean =>
    words.every((word) => `${text} ${detail} ${group}`.toLowerCase().includes(word));
};

/** The options that are known without the bot; undefined if the bot provides them. */
const offered = (element: Element, { slack, userId }: Surface): readonly Choosable[] | undefined => {
  const type = element.type.replace(/^multi_/, '');
  switch (type) {
    case 'external_select':
      return undefined;
    case 'users_select':
      return slack.users
        .filter(({ deleted }) => !deleted)
        .map(({ id, real_name, name }) => ({ value: id, text: real_name, detail: `@${name}` }));
    case 'channels_select':
    case 'conversations_select':
      return slack.channels
        .filter(({ kind, members }) => (type === 'channels_select' ? kind === 'public' : members.includes(userId)))
        .map(({ id, name, kind }) => ({ value: id, text: kind === 'im' ? 'Assume' : `#${name}` }));
    default:
      return optionsOf(element).map(({ value, text, description, group }) => ({
        value,
        text: text.text,
        ...(description === undefined ? {} : { detail: description.text }),
        ...(group === undefined ? {} : { group }),
      }));
  }
};

/** A menu with one or several choices of any type. All menus are searched in the same way. */
export const Select = ({ block, element, ...field }: { block: Block; element: Element } & FieldProps) => {
  const surface = useSurface();
  const seen = useRef(new Map<string, Choosable>());
  const known = offered(element, surface);
  const held = surface.held(block, element);
  const values = held === null ? [] : typeof held === 'string' ? [held] : held;
  const isMultiple = element.type.startsWith('multi_');

  const textOf = (value: string): Choosable => {
    const inState = surface.chosen(block, element).find((option) => option.value === value);
    const names = namesOf(surface.slack);
    return (
      known?.find((option) => option.value === value) ??
      seen.current.get(value) ?? { value, text: inState?.text.text ?? names.user(value) }
    );
  };
  const find = async (query: string): Promise<readonly Choosable[]> => {
    if (known !== undefined) return known.filter(matches(query));
    const found = await surface.search(block, element, query);
    for (const option of found) seen.current.set(option.value, option);
    return found;
  };
  return (
    <Combobox
      {...field}
      placeholder={element.placeholder?.text ?? TEXT.select.placeholder}
      isMultiple={isMultiple}
      isFirst={element.focus_on_load ?? false}
      chosen={values.map(textOf)}
      find={find}
      onChoose={(next) => surface.choose(block, element, isMultiple ? next : (next[0] ?? null))}
    />
  );
};
