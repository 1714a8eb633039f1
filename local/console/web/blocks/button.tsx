import { useRef, useState } from 'react';
import type { Block, Element } from '../../model/block-kit.ts';
import { notice } from '../live/where.ts';
import { errorText } from '../text.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { useSurface } from './surface.ts';

/** The state of a click: pending, or waiting for confirmation. */
export const usePress = (block: Block, element: Element) => {
  const surface = useSurface();
  const [isAsking, setAsking] = useState(false);
  const [isPending, setPending] = useState(false);
  const waiting = useRef<string | undefined>(undefined);

  const send = async (value: string | undefined) => {
    setPending(true);
    const done = await surface.press(block, element, value);
    setPending(false);
    if (!done.ok) notice.set({ text: errorText(done.error) });
  };
  const press = (value?: string) => {
    if (isPending) return;
    waiting.current = value;
    if (element.confirm === undefined) void send(value);
    else setAsking(true);
  };
  const question =
    isAsking && element.confirm !== undefined ? (
      <ConfirmDialog
        confirm={element.confirm}
        onAnswer={(isConfirmed) => {
          setAsking(false);
          if (isConfirmed) void send(waiting.current);
        }}
      />
    ) : null;
  return { press, isPending, question };
};

/**
 * The text for screen readers. It always contains the visible text, because users of speech control say what they see.
 */
const labelOf = ({ accessibility_label: label, text }: Element): { readonly 'aria-label'?: string } => {
  if (label === undefined) return {};
  const seen = text?.text ?? '';
  return { 'aria-label': label.toLowerCase().includes(seen.toLowerCase()) ? label : `${seen}: ${label}` };
};

/** A button. A button with a URL is a link that also notifies the bot of the click. */
export const Button = ({ block, element }: { block: Block; element: Element }) => {
  const { press, isPending, question } = usePress(block, element);
  const label = labelOf(element);
  const className = `button${element.style === undefined ? '' : ` button-${element.style}`}`;
  if (element.url !== undefined && element.confirm === undefined) {
    return (
      <a
        className={className}
        href={element.url}
        target="_blank"
        rel="noopener noreferrer"
        onClick={() => press(element.value)}
        {...label}
      >
        {element.text?.text}
        <span className="button-away" aria-hidden="true">
          ↗
        </span>
      </a>
    );
  }
  return (
    <>
      <button
        type="button"
        className={className}
        aria-disabled={isPending}
        aria-busy={isPending}
        onClick={() => press(element.value)}
        {...label}
      >
        {element.text?.text}
      </button>
      {question}
    </>
  );
};
