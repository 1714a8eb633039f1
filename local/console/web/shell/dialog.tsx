import { Dialog as Base } from '@base-ui/react/dialog';
import { useRef } from 'react';

interface DialogProps {
  readonly className?: string;
  onClose(): void;
  readonly children: React.ReactNode;
}

/** The elements that can receive the focus when a dialog opens, by priority. */
const FIRST = ['[data-first=true]', '.dialog-body :is(input, textarea)', 'footer button'];

/** A modal dialog. It stays open until the workspace closes it, so a click outside does not lose what was typed. */
export const Dialog = ({ className = 'dialog', onClose, children }: DialogProps) => {
  const popup = useRef<HTMLDivElement>(null);
  const first = () => {
    const fields = FIRST.map((selector) => popup.current?.querySelector<HTMLElement>(selector));
    return fields.find((field) => field instanceof HTMLElement) ?? true;
  };
  return (
    <Base.Root open onOpenChange={(isOpen) => isOpen || onClose()} disablePointerDismissal>
      <Base.Portal>
        <Base.Backdrop className="backdrop" forceRender />
        <Base.Popup ref={popup} className={className} initialFocus={first}>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
};

/** The title of a dialog, which is also its name for screen readers. */
export const DialogTitle = ({ children }: { children: React.ReactNode }) => <Base.Title>{children}</Base.Title>;
