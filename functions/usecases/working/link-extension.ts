import { close } from '../../core/request/end.ts';
import type { RequestId } from '../../core/request/ids.ts';
import { isHeld, isSlackBehind, type Request } from '../../core/request/request.ts';
import type { Needs } from '../ports.ts';
import { changeRequest } from '../shared/change.ts';
import { readBase } from '../shared/read-requests.ts';

type Deps = Needs<'requests' | 'queue' | 'clock' | 'log'>;

/** Records an active extension with its base. */
const link = async (deps: Deps, { id, status, requested }: Request): Promise<void> => {
  if (status.kind !== 'active' || requested.extends === undefined) return;
  const { endsAt } = status;
  if ((await readBase(deps.requests, { requested })) === 'unreadable') return;
  const linked = await changeRequest(deps, requested.extends.request, (base) =>
    base.extensions.includes(id) || !isHeld(base.status)
      ? {}
      : { outcome: true, facts: [{ kind: 'extended', request: id, endsAt }] },
  );
  if (linked?.outcome === true) await deps.queue.wake({ kind: 'request', id: linked.request.id });
};

/** Ends the base or an extension of a request that ended early or failed. */
const endWith = async (deps: Deps, { status, id: cause, requested, used }: Request, id: RequestId): Promise<void> => {
  if (status.kind !== 'ended' && status.kind !== 'failed') return;
  const isBase = requested.extends?.request !== id;
  // An extension that never opened does not end its base.
  if (!isBase && (status.kind === 'failed' || used.length === 0)) return;
  const { reason, by } = status.kind === 'ended' ? status : { reason: 'base_ended' as const };
  const ended = await changeRequest(deps, id, (current, now) =>
    isHeld(current.status)
      ? { outcome: true, facts: close(current, { reason, by, why: `It is one with request ${cause}.` }, now) }
      : {},
  );
  // Only after a change: otherwise both would wake each other while IAM is down.
  if (ended?.outcome === true) await deps.queue.wake({ kind: 'request', id });
};

/**
 * Keeps an extension and its base together: an early end of one ends the other. An extension is also judged by its base
 * in each run (core/request/preconditions.ts).
 *
 *   holder    ends A                                    ends A
 *   worker    follows B: A is ended, ends B       or    follows B: links A and B     follows A: ends B with it
 */
export const linkExtension = async (deps: Deps, request: Request): Promise<void> => {
  if (!isSlackBehind(request)) return;
  await link(deps, request);
  const { status, requested, extensions } = request;
  const isOverEarly = (status.kind === 'ended' && status.reason !== 'expired') || status.kind === 'failed';
  if (!isOverEarly) return;
  const base = requested.extends === undefined ? [] : [requested.extends.request];
  for (const id of [...base, ...extensions])
    await endWith(deps, request, id).catch((cause) =>
      // The other request is judged again in its next run.
      deps.log.error('a linked request could not be ended', { request: id, cause }),
    );
};
