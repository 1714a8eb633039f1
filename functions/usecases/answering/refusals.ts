import type { Actor } from '../../core/authority/directory.ts';
import { defined } from '../../core/defined.ts';
import type { RequestId } from '../../core/request/ids.ts';
import type { MessageRef } from '../../core/request/request.ts';
import { refusalName } from '../../core/text/refusal-name.ts';
import type { ClickAction, Log, Needs, WakeQueue } from '../ports.ts';
import { wakeAfterStore } from '../shared/wake-after-store.ts';

export type RefusalDeps = Needs<'catalog', { refusals: 'record'; clock: 'now' }>;

/** Records a refusal that belongs to no request. */
export const recordRefusal = async (
  { refusals, catalog, clock }: RefusalDeps,
  { id: by }: Pick<Actor, 'id'>,
  text: string,
  refusal: { readonly kind: string },
): Promise<void> => {
  await refusals.record({ at: clock.now(), by, text, refusal: refusal.kind, catalogHash: catalog.hash });
};

interface Click {
  readonly request: RequestId;
  readonly action: ClickAction;
  /** The message whose button was clicked. */
  readonly card?: MessageRef | undefined;
}

/** Records a refused click as an item of its own, and wakes the worker that notifies the user. */
export const recordRefusedClick = async (
  { refusals, catalog, clock, queue, log }: RefusalDeps & { readonly queue: WakeQueue; readonly log: Log },
  { id: by }: Pick<Actor, 'id'>,
  { request, action, card }: Click,
  refusal: Parameters<typeof refusalName>[0],
): Promise<void> => {
  const id = await refusals.record({
    at: clock.now(),
    by,
    text: `${action} ${request}`,
    refusal: refusalName(refusal),
    catalogHash: catalog.hash,
    click: { request, action, ...defined({ card }) },
  });
  if (id !== undefined) await wakeAfterStore(queue, log, { kind: 'refused_click', id });
};
