import { useId } from 'react';
import type { Confirm } from '../../model/block-kit.ts';
import { Dialog } from '../shell/dialog.tsx';
import { Text } from './text.tsx';

interface ConfirmDialogProps {
  readonly confirm: Confirm;
  onAnswer(isConfirmed: boolean): void;
}

/** The confirmation dialog of an element. */
export const ConfirmDialog = ({ confirm, onAnswer }: ConfirmDialogProps) => {
  const titleId = useId();
  return (
    <Dialog labelledBy={titleId} className="dialog dialog-small" onClose={() => onAnswer(false)}>
      <header>
        <h2 id={titleId}>{confirm.title?.text ?? 'Are you sure?'}</h2>
      </header>
      <div className="dialog-body">
        <Text text={confirm.text} />
      </div>
      <footer>
        <button type="button" className="button" onClick={() => onAnswer(false)}>
          {confirm.deny?.text ?? 'Cancel'}
        </button>
        <button type="button" className={`button button-${confirm.style ?? 'primary'}`} onClick={() => onAnswer(true)}>
          {confirm.confirm?.text ?? 'Yes'}
        </button>
      </footer>
    </Dialog>
  );
};

/** Runs an action immediately, or after its confirmation dialog. */
export interface Question {
  readonly confirm: Confirm;
  readonly act: () => void;
}
