import type { Confirm } from '../../model/block-kit.ts';
import { Dialog, DialogTitle } from '../shell/dialog.tsx';
import { TEXT } from '../text.ts';
import { Text } from './text.tsx';

interface ConfirmDialogProps {
  readonly confirm: Confirm;
  onAnswer(isConfirmed: boolean): void;
}

/** The confirmation dialog of an element. */
export const ConfirmDialog = ({ confirm, onAnswer }: ConfirmDialogProps) => (
  <Dialog className="dialog dialog-small" onClose={() => onAnswer(false)}>
    <header>
      <DialogTitle>{confirm.title?.text ?? TEXT.confirm.title}</DialogTitle>
    </header>
    <div className="dialog-body">
      <Text text={confirm.text} />
    </div>
    <footer>
      <button type="button" className="button" onClick={() => onAnswer(false)}>
        {confirm.deny?.text ?? TEXT.confirm.deny}
      </button>
      <button type="button" className={`button button-${confirm.style ?? 'primary'}`} onClick={() => onAnswer(true)}>
        {confirm.confirm?.text ?? TEXT.confirm.confirm}
      </button>
    </footer>
  </Dialog>
);
