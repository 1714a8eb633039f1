import { useLayoutEffect, useRef } from 'react';

interface DialogProps {
  readonly labelledBy: string;
  readonly className?: string;
  onClose(): void;
  readonly children: React.ReactNode;
}

/** What has the focus when a dialog opens: the field the bot named, else the first field, else the way out. */
const FIRST = ['[data-first=true]', '.dialog-body :is(input, textarea)', 'footer button'];

/**
 * A dialog of the browser's own: it keeps the focus inside, closes on Esc and gives the focus back to where it was. What
 * was focused can have been redrawn or removed meanwhile, so nothing more is done about that here.
 */
export const Dialog = ({ labelledBy, className, onClose, children }: DialogProps) => {
  const ref = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    dialog?.querySelector<HTMLElement>(FIRST.find((one) => dialog.querySelector(one)) ?? 'button')?.focus();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={ref}
      className={className}
      aria-labelledby={labelledBy}
      onCancel={(event) => {
        // What is shown follows the state of the workspace, not the browser's.
        event.preventDefault();
        onClose();
      }}
    >
      {children}
    </dialog>
  );
};
