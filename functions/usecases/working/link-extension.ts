import { close } from '../../core/request/end.ts';
import type { RequestId } from '../../core/request/ids.ts';
import { isHeld, isSlackBehind, type Request } from '../../core/request/request.ts';
import type { Needs } from '../ports.ts';
import { changeRequest } from '../shared/change-request.ts';
import { readBase } from '../shared/read-base.ts';

type Deps = Needs<'queue' | 'log', { requests: 'get' | 'getMany' | 'save'; clock: 'now' }>;

/** The requests that are one time box with this one: what it extends, and what extends it. */
const linkedTo = ({ requested, extensions }: Request): readonly RequestId[] => [
  ...(requested.extends === undefined ? [] : [requested.extends.request]),
  ...extensions,
];

/**
 * Keeps an extension and its base together. The base is recorded to end later; whatever ends one of them early ends the
 * other. What an extension loses with its base it also finds by itself, each time it is judged (core/request/preconditions.ts).
 *
 *   holder    ends A                                    ends A
 *   worker    follows B: A is ended, ends B       or    follows B: links A and B     follows A: ends B with it
 */
export const createLinkExtension = (deps: Deps) => {
  const link = async ({ id, status, requested }: Request): Promise<void> => {
    if (status.kind !== 'active' || requested.extends === undefined) return;
    const { endsAt } = status;
    if ((await readBase(deps.requests, { requested })) === 'unreadable') return;
    const linked = await changeRequest(deps, requested.extends.request, (base) =>
      base.extensions.includes(id) || !isHeld(base.status)
        ? { outcome: false }
        : { outcome: true, facts: [{ kind: 'extended', request: id, endsAt }] },
    );
    if (linked?.outcome === true) await deps.queue.wake({ kind: 'request', id: linked.request.id });
  };

  const endWith = async ({ status, id: cause, requested, used }: Request, id: RequestId): Promise<void> => {
    if (status.kind !== 'ended' && status.kind !== 'failed') return;
    const isBase = requested.extends?.request !== id;
    // An extension that could never be opened takes nothing from what it was to extend.
    if (!isBase && (status.kind === 'failed' || used.length === 0)) return;
    const reason = status.kind === 'ended' ? status.reason : 'base_ended';
    const by = status.kind === 'ended' ? status.by : undefined;
    const ended = await changeRequest(deps, id, (current, now) =>
      isHeld(current.status)
        ? { outcome: true, facts: close(current, { reason, by, why: `It is one with request ${cause}.` }, now) }
        : { outcome: false },
    );
    // Only then: two that wait for IAM would wake each other for as long as it is down.
    if (ended?.outcome === true) await deps.queue.wake({ kind: 'request', id });
  };

  return async (request: Request): Promise<void> => {
    if (!isSlackBehind(request)) return;
    await link(request);
    const { status } = request;
    const isOverEarly = (status.kind === 'ended' && status.reason !== 'expired') || status.kind === 'failed';
    if (!isOverEarly) return;
    for (const id of linkedTo(request)) {
      try {
        await endWith(request, id);
      } catch (cause) {
        // The other request finds the end by itself when it can be read again; its rows are judged each time.
        deps.log.error('a linked request could not be ended', { request: id, cause });
      }
    }
  };
};
