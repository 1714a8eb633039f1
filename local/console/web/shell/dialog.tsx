import { useLayoutEffect, useRef } from 'react';

interface DialogProps {
  readonly labelledBy: string;
  readonly className?: string;
  onClose(): void;
  readonly children: React.ReactNode;
}

/**
 * What receives the focus when a dialog opens: the field that the bot named, otherwise the first field, otherwise the
 * close button.
 */
const FIRST = ['[data-first=true]', '.dialog-body :is(input, textarea)', 'footer button'];

/**
 * A native dialog. It traps the focus, closes on Esc and restores the focus. The previously focused element can have
 * been replaced or removed, which is not handled here.
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
        // The state of the workspace decides whether the dialog is open, not the browser.
        event.preventDefault();
        onClose();
      }}
    >
      {children}
    </dialog>
  );
};
