import { useId, useRef, useState } from 'react';
import type { Block, Element } from '../../model/block-kit.ts';
import { usePress } from './button.tsx';

/** An overflow menu. */
export const Overflow = ({ block, element }: { block: Block; element: Element }) => {
  const { press, isPending, question } = usePress(block, element);
  const [isOpen, setOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const menuId = useId();
  const close = (): void => {
    setOpen(false);
    trigger.current?.focus();
  };
  const move = (step: number) => {
    const items = [...(menu.current?.querySelectorAll<HTMLButtonElement>('[role=menuitem]') ?? [])];
    const at = items.indexOf(document.activeElement as HTMLButtonElement);
    items.at((at + step + items.length) % items.length)?.focus();
  };
  return (
    <span className="overflow">
      <button
        ref={trigger}
        type="button"
        className="button button-icon"
        aria-label="More"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={menuId}
        aria-disabled={isPending}
        onClick={() => setOpen(!isOpen)}
      >
        ⋯
      </button>
      {isOpen && (
        <div
          id={menuId}
          ref={menu}
          role="menu"
          tabIndex={-1}
          className="menu"
          onBlur={(event) => {
            if (!event.currentTarget.contains(event.relatedTarget) && event.relatedTarget !== trigger.current)
              setOpen(false);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') close();
            else if (event.key === 'ArrowDown') move(1);
            else if (event.key === 'ArrowUp') move(-1);
            else return;
            event.preventDefault();
          }}
        >
          {element.options?.map((option, index) => (
            <button
              key={option.value}
              // biome-ignore lint/a11y/noAutofocus: a menu takes the focus when it opens
              autoFocus={index === 0}
              type="button"
              role="menuitem"
              onClick={() => {
                close();
                press(option.value);
              }}
            >
              {option.text.text}
            </button>
          ))}
        </div>
      )}
      {question}
    </span>
  );
};
