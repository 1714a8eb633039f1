import { useEffect, useId, useLayoutEffect, useRef, useState } from 'react';

/** One option. */
export interface Choosable {
  readonly value: string;
  readonly text: string;
  readonly detail?: string;
  readonly group?: string;
}

interface ComboboxProps {
  readonly id: string;
  readonly label?: string;
  readonly placeholder: string;
  readonly describedBy?: string;
  readonly isInvalid?: boolean;
  readonly isMultiple?: boolean;
  /** Whether it receives the focus when its form opens. */
  readonly isFirst?: boolean;
  /** The current selection. */
  readonly chosen: readonly Choosable[];
  /** Finds options, either immediately or from the server. */
  find(query: string): readonly Choosable[] | Promise<readonly Choosable[]>;
  onChoose(values: readonly string[]): void;
}

/** A search starts after the user pauses typing. */
const PAUSE_MS = 120;

/**
 * The position of the list, below or above the field depending on the space. It is fixed, so that no scroll container
 * clips it.
 */
const positionOf = (field: HTMLElement | null): React.CSSProperties => {
  if (field === null) return {};
  const { left, width, top, bottom } = field.getBoundingClientRect();
  const below = innerHeight - bottom;
  const room = Math.max(120, Math.min(320, Math.max(below, top) - 16));
  const place = below >= top || below > 240 ? { top: bottom + 4 } : { bottom: innerHeight - top + 4 };
  return { left, width: Math.max(width, 200), maxHeight: room, ...place };
};

/** A field with a list that is filtered while the user types. https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ */
export const Combobox = (props: ComboboxProps) => {
  const { id, placeholder, chosen, isMultiple = false, find } = props;
  const listId = useId();
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [query, setQuery] = useState('');
  const [options, setOptions] = useState<readonly Choosable[] | undefined>(undefined);
  const [active, setActive] = useState(0);
  const [position, setPosition] = useState<React.CSSProperties>({});
  const finding = useRef(find);
  finding.current = find;

  useEffect(() => {
    if (!isOpen) return;
    let isCurrent = true;
    const search = async () => {
      const found = await finding.current(query);
      if (!isCurrent) return;
      setOptions(found);
      setActive(0);
    };
    const timer = setTimeout(() => void search(), query === '' ? 0 : PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [isOpen, query]);

  useLayoutEffect(() => {
    if (!isOpen) return;
    const place = () => setPosition(positionOf(field.current));
    place();
    addEventListener('scroll', place, true);
    addEventListener('resize', place);
    return () => {
      removeEventListener('scroll', place, true);
      removeEventListener('resize', place);
    };
  }, [isOpen]);

  useEffect(() => {
    list.current?.querySelector('[data-active=true]')?.scrollIntoView({ block: 'nearest' });
  });

  const close = () => {
    setOpen(false);
    setQuery('');
  };
  const take = (option: Choosable) => {
    const values = chosen.map(({ value }) => value);
    const isThere = values.includes(option.value);
    if (!isMultiple) props.onChoose([option.value]);
    else props.onChoose(isThere ? values.filter((value) => value !== option.value) : [...values, option.value]);
    if (isMultiple) setQuery('');
    else close();
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const count = options?.length ?? 0;
    if (event.key === 'Escape' && isOpen) close();
    else if (event.key === 'ArrowDown') {
      if (!isOpen) setOpen(true);
      else setActive(Math.min(count - 1, active + 1));
    } else if (event.key === 'ArrowUp' && isOpen) setActive(Math.max(0, active - 1));
    else if (event.key === 'Home' && isOpen) setActive(0);
    else if (event.key === 'End' && isOpen) setActive(Math.max(0, count - 1));
    else if (event.key === 'Enter') {
      const option = isOpen ? options?.[active] : undefined;
      if (option) take(option);
      else setOpen(true);
    } else if (event.key === 'Backspace' && query === '' && chosen.length > 0) {
      props.onChoose(isMultiple ? chosen.slice(0, -1).map(({ value }) => value) : []);
      return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const single = isMultiple ? undefined : chosen[0];
  const shown = isOpen ? query : (single?.text ?? '');
  const optionId = (index: number) => `${listId}-${index}`;
  return (
    <div className="combobox">
      {isMultiple && chosen.length > 0 && (
        <ul className="chips" aria-label="Chosen">
          {chosen.map((option) => (
            <li key={option.value}>
              {option.text}
              <button type="button" aria-label={`Remove ${option.text}`} onClick={() => take(option)}>
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
      <input
        ref={field}
        id={id}
        role="combobox"
        type="text"
        autoComplete="off"
        spellCheck={false}
        placeholder={single?.text ?? placeholder}
        value={shown}
        aria-label={props.label}
        aria-expanded={isOpen}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && (options?.length ?? 0) > 0 ? optionId(active) : undefined}
        aria-describedby={props.describedBy}
        aria-invalid={props.isInvalid || undefined}
        data-first={props.isFirst || undefined}
        onChange={(event) => {
          setOpen(true);
          setQuery(event.target.value);
        }}
        onClick={() => setOpen(true)}
        onBlur={close}
        onKeyDown={onKeyDown}
      />
      <span className="combobox-arrow" aria-hidden="true">
        ▾
      </span>
      <div
        ref={list}
        id={listId}
        role="listbox"
        aria-label={props.label ?? placeholder}
        aria-multiselectable={isMultiple || undefined}
        className="listbox"
        hidden={!isOpen}
        style={position}
        tabIndex={-1}
        // A click on the list must not take the focus from the field, because losing it closes the list.
        onMouseDown={(event) => event.preventDefault()}
      >
        {options === undefined && <div className="listbox-note">Searching …</div>}
        {options?.length === 0 && <div className="listbox-note">No results</div>}
        {options?.map((option, index) => (
          <div key={`${option.group ?? ''}/${option.value}`}>
            {option.group !== undefined && option.group !== options[index - 1]?.group && (
              <div className="listbox-group" role="presentation">
                {option.group}
              </div>
            )}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys, as in the ARIA pattern */}
            <div
              id={optionId(index)}
              role="option"
              tabIndex={-1}
              aria-selected={chosen.some(({ value }) => value === option.value)}
              data-active={index === active}
              className="option"
              onClick={() => take(option)}
            >
              <span className="option-text">{option.text}</span>
              {option.detail !== undefined && <span className="option-detail">{option.detail}</span>}
            </div>
          </div>
        ))}
      </div>
    </div>
  );
};
