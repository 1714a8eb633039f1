import { type MessageBlock, type ModalView, plain } from '../blocks.ts';

/** Says something where a form stood or a button was pressed: only to be read and closed. */
export const infoModal = (title: string, blocks: readonly MessageBlock[]): ModalView => ({
  type: 'modal',
  title: plain(title, 24),
  close: plain('Close', 24),
  blocks: [...blocks],
});
