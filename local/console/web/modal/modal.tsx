import { useEffect, useRef, useState } from 'react';
import { kitOf, type TextObject } from '../../model/block-kit.ts';
import type { OpenView } from '../../model/slack-workspace.ts';
import type { SlackView } from '../../protocol.ts';
import { Blocks } from '../blocks/block.tsx';
import { SurfaceProvider } from '../blocks/surface.ts';
import { useViewSurface } from '../blocks/use-view-surface.ts';
import { api } from '../live/api.ts';
import { notice } from '../live/where.ts';
import { Dialog, DialogTitle } from '../shell/dialog.tsx';
import { errorText, TEXT } from '../text.ts';

interface ModalProps {
  readonly view: OpenView;
  readonly slack: SlackView;
  readonly userId: string;
  readonly timeZone: string;
}

const textIn = (json: unknown): string | undefined => (json as TextObject | undefined)?.text;

/** A modal that the bot opened for a user. */
export const Modal = ({ view, slack, userId, timeZone }: ModalProps) => {
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  // The page behind the form is hidden, so that its notices are shown here.
  const failure = notice.use()?.text;
  const [isSending, setSending] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  const { surface, values } = useViewSurface(view, { slack, userId, timeZone }, errors);
  const submit = textIn(view.submit);
  const close = () => {
    notice.set(undefined);
    void api.close(userId, view.id);
  };

  useEffect(() => {
    if (Object.keys(errors).length > 0) body.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [errors]);

  const send = async () => {
    if (isSending || submit === undefined) return;
    setSending(true);
    notice.set(undefined);
    const outcome = await api.submit(userId, view.id, values());
    setSending(false);
    if (!outcome.ok) notice.set({ text: errorText(outcome.error) });
    else setErrors('errors' in outcome ? outcome.errors : {});
  };
  return (
    <Dialog onClose={close}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <header>
          <DialogTitle>{textIn(view.title)}</DialogTitle>
          <button type="button" className="close" aria-label={TEXT.modal.close} onClick={close}>
            ×
          </button>
        </header>
        <div className="dialog-body" ref={body}>
          {failure !== undefined && (
            <p className="failure" role="alert">
              {failure}
            </p>
          )}
          <SurfaceProvider value={surface}>
            <Blocks blocks={kitOf(view.blocks)} />
          </SurfaceProvider>
        </div>
        <footer>
          <button type="button" className="button" onClick={close}>
            {textIn(view.close) ?? TEXT.modal.close}
          </button>
          {submit !== undefined && (
            <button type="submit" className="button button-primary" aria-disabled={isSending} aria-busy={isSending}>
              {submit}
            </button>
          )}
        </footer>
      </form>
    </Dialog>
  );
};
