import { Combobox as Base } from '@base-ui/react/combobox';
import { useEffect, useRef, useState } from 'react';
import { TEXT } from '../text.ts';

/** One option. */
export interface Choosable {
  readonly value: string;
  readonly text: string;
  readonly detail?: string;
  readonly group?: string;
}

interface ComboboxProps {
  readonly id: string;
  readonly label: string;
  readonly placeholder: string;
  readonly describedBy?: string;
  readonly isInvalid?: boolean;
  readonly isMultiple?: boolean;
  /** Whether the field receives the focus when its form opens. */
  readonly isFirst?: boolean;
  /** The current selection. */
  readonly chosen: readonly Choosable[];
  /** Finds options, either immediately or from the server. */
  find(query: string): readonly Choosable[] | Promise<readonly Choosable[]>;
  onChoose(values: readonly string[]): void;
}

/** A search starts after the user pauses typing. */
const PAUSE_MS = 120;

/** The options for a query while the list is open. Undefined until the first search is done. */
const useFound = (find: ComboboxProps['find'], query: string, isOpen: boolean): readonly Choosable[] | undefined => {
  const [found, setFound] = useState<readonly Choosable[] | undefined>(undefined);
  const finding = useRef(find);
  finding.current = find;
  useEffect(() => {
    if (!isOpen) return;
    let isCurrent = true;
    const search = async () => {
      const next = await finding.current(query);
      if (isCurrent) setFound(next);
    };
    const timer = setTimeout(() => void search(), query === '' ? 0 : PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [isOpen, query]);
  return found;
};

/** The options by group, in the order of their first option. */
const groupsOf = (options: readonly Choosable[]) =>
  [...Map.groupBy(options, ({ group = '' }) => group)].map(([label, items]) => ({ label, items }));

const Options = ({ label }: { label: string }) => (
  <Base.List className="combobox-list" aria-label={label}>
    {(group: ReturnType<typeof groupsOf>[number]) => (
      <Base.Group key={group.label} items={group.items}>
        {group.label !== '' && <Base.GroupLabel className="listbox-group">{group.label}</Base.GroupLabel>}
        <Base.Collection>
          {(option: Choosable) => (
            <Base.Item key={option.value} value={option} className="option">
              <span className="option-text">{option.text}</span>
              {option.detail !== undefined && <span className="option-detail">{option.detail}</span>}
            </Base.Item>
          )}
        </Base.Collection>
      </Base.Group>
    )}
  </Base.List>
);

/** The selected options, with the field after them: Backspace in the empty field removes the last one. */
const Chips = ({ chosen, children }: Pick<ComboboxProps, 'chosen'> & { readonly children: React.ReactNode }) => (
  <Base.Chips className="chips">
    {chosen.map(({ value, text }) => (
      <Base.Chip key={value} className="chip">
        {text}
        <Base.ChipRemove aria-label={TEXT.select.remove(text)}>×</Base.ChipRemove>
      </Base.Chip>
    ))}
    {children}
  </Base.Chips>
);

/** Selects the text, so that typing replaces it with a new search. */
const selectAll = ({ currentTarget }: React.SyntheticEvent<HTMLInputElement>): void => currentTarget.select();

/** A field with a list that is filtered while the user types. */
export const Combobox = (props: ComboboxProps) => {
  const { id, label, placeholder, chosen, isMultiple = false } = props;
  const [isOpen, setOpen] = useState(false);
  const [query, setQuery] = useState('');
  const field = useRef<HTMLDivElement>(null);
  const highlighted = useRef<Choosable>(undefined);
  const options = useFound(props.find, query, isOpen);

  const choose = (next: readonly Choosable[]) => props.onChoose(next.map(({ value }) => value));
  const onKeyDown: React.ComponentProps<typeof Base.Input>['onKeyDown'] = (event) => {
    const [first] = options ?? [];
    // With the list closed, Esc closes the form and keeps the selection.
    if (event.key === 'Escape' && !isOpen) event.preventBaseUIHandler();
    // Enter takes the first option, as in Slack, and does not submit the form.
    if (event.key === 'Enter' && isOpen && highlighted.current === undefined) {
      event.preventBaseUIHandler();
      event.preventDefault();
      if (first !== undefined) choose(isMultiple ? [...chosen, first] : [first]);
      setOpen(isMultiple);
    }
  };
  const input = (
    <Base.Input
      id={id}
      placeholder={placeholder}
      spellCheck={false}
      aria-label={label}
      aria-describedby={props.describedBy}
      aria-invalid={props.isInvalid || undefined}
      data-first={props.isFirst || undefined}
      onKeyDown={onKeyDown}
      onFocus={selectAll}
      onClick={selectAll}
    />
  );
  return (
    <Base.Root<Choosable, boolean>
      multiple={isMultiple}
      items={groupsOf(options ?? [])}
      filter={null}
      autoHighlight
      open={isOpen}
      onOpenChange={(next) => {
        setOpen(next);
        if (!next) setQuery('');
      }}
      value={isMultiple ? chosen : (chosen[0] ?? null)}
      onValueChange={(next) => choose([next ?? []].flat())}
      onItemHighlighted={(option) => {
        highlighted.current = option;
      }}
      onInputValueChange={(text, { reason }) => setQuery(reason === 'input-change' ? text : '')}
      isItemEqualToValue={(one, other) => one.value === other.value}
      itemToStringLabel={({ text }) => text}
    >
      <div className="combobox" ref={field}>
        {isMultiple ? <Chips chosen={chosen}>{input}</Chips> : input}
        <Base.Icon className="combobox-arrow">▾</Base.Icon>
      </div>
      <Base.Portal>
        <Base.Positioner className="popup-position" anchor={field} sideOffset={4}>
          <Base.Popup className="popup listbox">
            <Base.Status className="listbox-note">{options === undefined && TEXT.select.searching}</Base.Status>
            <Base.Empty className="listbox-note">{options !== undefined && TEXT.select.empty}</Base.Empty>
            <Options label={label} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
};
