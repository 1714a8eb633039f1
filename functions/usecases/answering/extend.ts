import type { Actor } from '../../core/authority/directory.ts';
import { findAccess } from '../../core/catalog/lookup.ts';
import type { RequestId } from '../../core/ids.ts';
import type { AccessName } from '../../core/names.ts';
import type { Allowed } from '../../core/request/decide-request.ts';
import { decideExtend, type ExtendInput, type ExtendRefusal } from '../../core/request/extend.ts';
import { isHeld, type Request } from '../../core/request/request.ts';
import { readOpenOf } from '../shared/read-requests.ts';
import { recordRefusal } from './refusals.ts';
import { createSubmitRequest, type SubmitDeps, type SubmitOutcome } from './submit-request.ts';

export type Extending = SubmitOutcome<ExtendRefusal>;

interface Input {
  readonly actor: Actor;
  /** A name as it was typed, or the request whose button was pressed. */
  readonly what: { readonly name: string } | { readonly id: RequestId };
  readonly input: ExtendInput;
  readonly text: string;
}

/** Takes a request for more time. Of several holdings of one role the one that ends last counts. */
export const createExtend = (deps: SubmitDeps) => {
  const { catalog, requests, clock } = deps;
  const submit = createSubmitRequest(deps);

  const heldBy = async (actor: Actor, target?: AccessName): Promise<readonly Request[]> => {
    const open = await readOpenOf(deps, actor.id, target);
    return open.filter(({ status }) => isHeld(status) && status.endsAt > clock.now());
  };

  const targetOf = async (what: Input['what']): Promise<Request | AccessName | undefined> => {
    if ('id' in what) return requests.get(what.id);
    const found = findAccess(catalog, what.name);
    return found.kind === 'unknown' ? undefined : found.name;
  };

  const decide = async ({ actor, what, input }: Input): Promise<Allowed | ExtendRefusal> => {
    const directory = await deps.directory.read();
    const world = { catalog, directory, now: clock.now() };
    const found = await targetOf(what);
    if (found !== undefined && typeof found !== 'string' && found.requested.by !== actor.id)
      return decideExtend(found, input, actor, world);
    const target = typeof found === 'object' ? found.requested.target : found;
    const held = target === undefined ? [] : await heldBy(actor, target);
    const active = held.filter(({ status }) => status.kind === 'active');
    const last = (active.length > 0 ? active : held).toSorted((a, b) => endOf(a) - endOf(b)).at(-1);
    if (last !== undefined) return decideExtend(last, input, actor, world);
    return { kind: 'nothing_held', held: [...new Set((await heldBy(actor)).map(({ requested }) => requested.target))] };
  };

  return async (input: Input): Promise<Extending> => {
    const { actor, text } = input;
    const decision = await decide(input);
    if (decision.kind === 'allowed') return submit(actor, text, decision);
    await recordRefusal(deps, actor, text, decision);
    return { kind: 'refused', refusal: decision };
  };
};

const endOf = ({ status }: Request): number => (isHeld(status) ? status.endsAt.getTime() : 0);
