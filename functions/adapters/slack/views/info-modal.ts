import { BUTTON } from '../../../core/text/forms.ts';
import { type MessageBlock, type ModalView, plain } from '../blocks.ts';

/** A window without inputs. */
export const infoModal = (title: string, blocks: readonly MessageBlock[]): ModalView => ({
  type: 'modal',
  title: plain(title, 24),
  close: plain(BUTTON.close, 24),
  blocks: [...blocks],
});
