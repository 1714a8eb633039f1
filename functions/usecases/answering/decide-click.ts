import type { Actor } from '../../core/authority/directory.ts';
import type { AuthorityWorld } from '../../core/authority/membership.ts';
import { defined } from '../../core/defined.ts';
import type { RequestFact } from '../../core/request/facts.ts';
import type { RequestId } from '../../core/request/ids.ts';
import type { MessageRef, Request } from '../../core/request/request.ts';
import type { Explanation } from '../../core/text/explain.ts';
import type { ClickContext } from '../../core/text/explain-review.ts';
import type { ClickAction, Needs } from '../ports.ts';
import { changeRequest, wakeAfterStore } from '../shared/change.ts';
import { isUnstoredCard } from '../shared/unstored-card.ts';
import { recordRefusal, recordRefusedClick } from './refusals.ts';

export type ClickDeps = Needs<
  'catalog' | 'requests' | 'queue' | 'clock' | 'log',
  { directory: 'read'; refusals: 'record' }
>;

/** A click on a button or in a form about a request. */
export interface Click {
  readonly actor: Actor;
  readonly id: RequestId;
  /** The message whose button was clicked. */
  readonly card?: MessageRef;
}

type Decision<Refusal> =
  | { readonly kind: string; readonly facts: readonly RequestFact[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

interface ClickRefusal {
  readonly kind: string;
  readonly unmet?: { readonly kind: string };
}

/** The name under which the audit lists a refusal: `not_an_approver`, or `unmet.base_ended` for a precondition. */
const nameOf = ({ kind, unmet }: ClickRefusal): string => (unmet === undefined ? kind : `${kind}.${unmet.kind}`);

/** A kind of click: how it is decided, and how its refusal is explained to the user. */
export interface ClickRules<Decided, Refusal> {
  readonly actionOn: (request: Request) => ClickAction;
  readonly decide: (request: Request, world: AuthorityWorld) => Promise<Decided> | Decided;
  readonly explain: (refusal: Refusal, context: ClickContext) => Explanation;
}

/**
 * Decides on a request that a user clicked. The facts are stored with the request, and a refusal is an item of its own. A
 * worker is woken to carry out the facts, or to notify the user. Undefined if the request is not stored any more.
 */
export const decideClick = async <Refusal extends ClickRefusal, Decided extends Decision<Refusal>>(
  deps: ClickDeps,
  { actor, id, card }: Click,
  { actionOn, decide, explain }: ClickRules<Decided, Refusal>,
): Promise<{ readonly request: Request; readonly outcome: Decided } | undefined> => {
  const { catalog, queue, log } = deps;
  const directory = await deps.directory.read();
  const decided = await changeRequest<Decided>(deps, id, async (request, now) => {
    const outcome = await decide(request, { catalog, directory, now });
    if (!('facts' in outcome)) return { outcome };
    const progress = isUnstoredCard(request, card) ? { progress: { cards: [...request.cards, card] } } : {};
    return { outcome, facts: outcome.facts, ...progress };
  });
  if (decided?.outcome === undefined) return undefined;
  const { outcome, request } = decided;
  if ('refusal' in outcome) {
    const explanation = explain(outcome.refusal, { request, catalog });
    const click = { request: id, action: actionOn(request), explanation, ...defined({ card }) };
    await recordRefusedClick(deps, actor, click, nameOf(outcome.refusal));
  }
  // A request that is past its time lapses now, not at the next sweep.
  if (!('refusal' in outcome) || outcome.refusal.kind === 'too_late')
    await wakeAfterStore(queue, log, { kind: 'request', id });
  return { outcome, request };
};

/** Decides on a request as above, and records a click on one that is not stored any more. */
export const reviewClick = async <Refusal extends ClickRefusal, Decided extends Decision<Refusal>>(
  deps: ClickDeps,
  click: Click,
  action: ClickAction,
  rules: Omit<ClickRules<Decided, Refusal>, 'actionOn'>,
): Promise<Decided | { readonly kind: 'unknown' }> => {
  const decided = await decideClick(deps, click, { ...rules, actionOn: () => action });
  if (decided !== undefined) return decided.outcome;
  await recordRefusal(deps, click.actor, `${action} ${click.id}`, { kind: 'unknown_request' });
  return { kind: 'unknown' };
};
