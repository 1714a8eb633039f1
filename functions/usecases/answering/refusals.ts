import type { Actor } from '../../core/authority/directory.ts';
import { defined } from '../../core/defined.ts';
import type { AskedInVain } from '../../core/request/asked.ts';
import type { Needs, RefusedClick } from '../ports.ts';
import { wakeAfterStore } from '../shared/change.ts';

type Deps = Needs<'catalog' | 'clock', { refusals: 'record' }>;

/** Records a refusal that belongs to no request. */
export const recordRefusal = async (
  { refusals, catalog, clock }: Deps,
  { id: by }: Pick<Actor, 'id'>,
  text: string,
  refusal: { readonly kind: string },
  asked?: AskedInVain,
): Promise<void> => {
  await refusals.record({
    at: clock.now(),
    by,
    text,
    refusal: refusal.kind,
    catalogHash: catalog.hash,
    ...defined({ asked }),
  });
};

/** Records a refused click as a separate item, and wakes the worker that notifies the user. */
export const recordRefusedClick = async (
  { refusals, catalog, clock, queue, log }: Deps & Needs<'queue' | 'log'>,
  { id: by }: Pick<Actor, 'id'>,
  click: RefusedClick,
  refusal: string,
): Promise<void> => {
  const id = await refusals.record({
    at: clock.now(),
    by,
    text: `${click.action} ${click.request}`,
    refusal,
    catalogHash: catalog.hash,
    click,
  });
  if (id !== undefined) await wakeAfterStore(queue, log, { kind: 'refused_click', id });
};
