import { useEffect, useState } from 'react';
import { kitOf } from '../../model/block-kit.ts';
import type { OpenView } from '../../model/slack-workspace.ts';
import type { SlackView } from '../../protocol.ts';
import { Blocks } from '../blocks/block.tsx';
import { SurfaceProvider } from '../blocks/surface.ts';
import { useViewSurface } from '../blocks/use-view-surface.ts';
import { api } from '../live/api.ts';
import { notice } from '../live/where.ts';
import { errorText, TEXT } from '../text.ts';

interface HomeProps {
  readonly home: OpenView | null;
  readonly slack: SlackView;
  readonly userId: string;
  readonly timeZone: string;
}

const Published = ({ home, ...rest }: HomeProps & { readonly home: OpenView }) => {
  const { surface } = useViewSurface(home, rest);
  return (
    <SurfaceProvider value={surface}>
      <Blocks blocks={kitOf(home.blocks)} />
    </SurfaceProvider>
  );
};

/** The app's Home tab. Opening it notifies the bot, which publishes the view. */
export const HomeTab = (props: HomeProps) => {
  const { home, userId } = props;
  const [isOpened, setOpened] = useState(false);
  useEffect(() => {
    let isCurrent = true;
    const open = async () => {
      const done = await api.home(userId);
      if (!isCurrent) return;
      setOpened(true);
      if (!done.ok) notice.set({ text: errorText(done.error ?? 'dispatch_failed') });
    };
    void open();
    return () => {
      isCurrent = false;
    };
  }, [userId]);
  return (
    <section
      className="scroll home"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable element must be reachable by keyboard
      tabIndex={0}
      aria-label={TEXT.home.label}
      aria-busy={!isOpened && home === null}
    >
      <div className="scroll-content">
        {home !== null ? (
          <Published key={home.id} {...props} home={home} />
        ) : (
          <p className="empty">{isOpened ? TEXT.home.empty : TEXT.home.opening}</p>
        )}
      </div>
    </section>
  );
};
