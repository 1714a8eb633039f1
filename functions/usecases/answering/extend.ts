import type { Actor } from '../../core/authority/directory.ts';
import { findAccess } from '../../core/catalog/lookup.ts';
import type { AccessName } from '../../core/names.ts';
import type { Allowed, RequestRefusal } from '../../core/request/decide-request.ts';
import { decideExtend, type ExtendInput, type ExtendRefusal } from '../../core/request/extend.ts';
import type { RequestId } from '../../core/request/ids.ts';
import { isHeld, type Request } from '../../core/request/request.ts';
import { readOpenOf } from '../shared/read-requests.ts';
import { recordRefusal } from './refusals.ts';
import { type SubmitDeps, type SubmitOutcome, submitRequest } from './request-access.ts';

export type Extending =
  | Exclude<SubmitOutcome, { kind: 'refused' }>
  /** `name` is the role or bundle that was named or clicked. */
  | { readonly kind: 'refused'; readonly refusal: ExtendRefusal | RequestRefusal; readonly name: string }
  /** The clicked request no longer exists. */
  | { readonly kind: 'unknown' };

type Input = ExtendInput & {
  readonly actor: Actor;
  /** The text of a recorded refusal: the command, or the input of the form. */
  readonly text: string;
} & ({ readonly name: string } | { readonly id: RequestId });

interface Found {
  readonly name: string;
  readonly target?: AccessName;
  /** The clicked request. */
  readonly request?: Request;
}

const endOf = ({ status }: Request): number => (isHeld(status) ? status.endsAt.getTime() : 0);

/** Of several requests that a user holds for one role or bundle, the active one that ends last is extended. */
export const requestToExtend = (held: readonly Request[]): Request | undefined => {
  const active = held.filter(({ status }) => status.kind === 'active');
  return (active.length > 0 ? active : held).toSorted((a, b) => endOf(a) - endOf(b)).at(-1);
};

/** Requests more time for what a user holds. */
export const createExtend = (deps: SubmitDeps) => {
  const { catalog, requests, clock } = deps;

  const find = async (input: Input): Promise<Found | undefined> => {
    if ('name' in input) {
      const found = findAccess(catalog, input.name);
      return { name: input.name, ...(found.kind === 'unknown_access' ? {} : { target: found.name }) };
    }
    const request = await requests.get(input.id);
    return request && { name: request.requested.target, target: request.requested.target, request };
  };

  const heldBy = async ({ id }: Actor, target?: AccessName): Promise<readonly Request[]> => {
    const open = await readOpenOf(deps, id, target);
    return open.filter(({ status }) => isHeld(status) && status.endsAt > clock.now());
  };

  const decide = async (input: Input, { target, request }: Found): Promise<Allowed | ExtendRefusal> => {
    const { actor } = input;
    const world = { catalog, directory: await deps.directory.read(), now: clock.now() };
    if (request !== undefined && request.requested.by !== actor.id) return decideExtend(request, input, actor, world);
    const held = target === undefined ? [] : await heldBy(actor, target);
    const last = requestToExtend(held);
    if (last !== undefined) return decideExtend(last, input, actor, world);
    return { kind: 'nothing_held', held: [...new Set((await heldBy(actor)).map(({ requested }) => requested.target))] };
  };

  return async (input: Input): Promise<Extending> => {
    const found = await find(input);
    if (found === undefined) return { kind: 'unknown' };
    const { name } = found;
    const text = 'id' in input ? ['extend', name, input.text].join(' ').trim() : input.text;
    const decision = await decide(input, found);
    if (decision.kind === 'allowed') {
      const submitted = await submitRequest(deps, input.actor, text, decision);
      return submitted.kind === 'refused' ? { ...submitted, name } : submitted;
    }
    await recordRefusal(deps, input.actor, text, decision);
    return { kind: 'refused', refusal: decision, name };
  };
};
