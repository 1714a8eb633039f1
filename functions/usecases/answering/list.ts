import type { MembershipUnknown } from '../../core/authority/answer.ts';
import { actingAs, approverAnywhere, delegationsOf, rightOf } from '../../core/authority/delegation.ts';
import type { Actor } from '../../core/authority/directory.ts';
import type { AuthorityWorld } from '../../core/authority/membership.ts';
import { requestableBy } from '../../core/authority/requestable.ts';
import { concerns } from '../../core/authority/revocation.ts';
import { maySee, type SeeRefusal, type WhoAbout } from '../../core/authority/sight.ts';
import type { AccessName, SlackUserId } from '../../core/names.ts';
import { emergenciesToReview } from '../../core/request/emergency.ts';
import { isClosed, type Request } from '../../core/request/request.ts';
import { canDecide } from '../../core/request/review.ts';
import type { AccessList, Needs } from '../ports.ts';
import { readAllOpen, readOpenOf, readRequests } from '../shared/read-requests.ts';
import { recordRefusal } from './refusals.ts';

export type Whoing =
  | { readonly kind: 'of_person'; readonly id: SlackUserId; readonly open: readonly Request[] }
  | { readonly kind: 'of_access'; readonly name: AccessName; readonly open: readonly Request[] }
  | { readonly kind: 'refused'; readonly refusal: SeeRefusal | MembershipUnknown };

type Deps = Needs<'catalog' | 'requests' | 'clock' | 'log', { directory: 'read' }>;

const inOrder = (requests: readonly Request[]): readonly Request[] =>
  requests.toSorted((a, b) => a.requested.at.getTime() - b.requested.at.getTime());

/** How many open requests of all users one answer reads. */
const MAX_READ = 300;

/** Whether a user may be an approver of any role, or the delegate of one. Only approvers cost a read of the requests of all users. */
const isApprover = (user: SlackUserId, world: AuthorityWorld): boolean =>
  actingAs(user, world).some(({ acting }) => approverAnywhere(rightOf(acting), world).answer !== 'no');

/** What a user holds and has requested, what waits for their decision, and what they may request. At most two reads. */
export const createList =
  (deps: Deps & Needs<'due'>) =>
  async ({ actor }: { actor: Actor }): Promise<AccessList> => {
    const { catalog, clock } = deps;
    const world = { catalog, directory: await deps.directory.read(), now: clock.now() };
    const found = requestableBy(actor, world);
    if (found.answer === 'no') return { kind: 'refused', refusal: found.refusal };
    const { requestable } = found;
    const delegations = delegationsOf(actor.id, world);
    if (!isApprover(actor.id, world))
      return {
        kind: 'list',
        open: await readOpenOf(deps, actor.id),
        toDecide: [],
        toReview: [],
        requestable,
        delegations,
      };
    const ids = await deps.due.open(MAX_READ);
    const all = await readRequests(deps, ids);
    const own = all.filter(({ requested, status }) => requested.by === actor.id && !isClosed(status));
    return {
      kind: 'list',
      open: ids.length < MAX_READ ? inOrder(own).toReversed() : await readOpenOf(deps, actor.id),
      toDecide: inOrder(all.filter((request) => canDecide(request, actor.id, world))),
      toReview: emergenciesToReview(all, actor.id, world),
      requestable,
      delegations,
    };
  };

/** The open requests for a role or bundle, or of one user, for users who may see them. */
export const createWho =
  (deps: Deps & Needs<'due', { refusals: 'record' }>) =>
  async ({ actor, about, text }: { actor: Actor; about: WhoAbout; text: string }): Promise<Whoing> => {
    const { catalog, clock } = deps;
    const found = maySee(about, actor, { catalog, directory: await deps.directory.read(), now: clock.now() });
    if (found.answer !== 'yes') {
      await recordRefusal(deps, actor, text, found.refusal);
      return { kind: 'refused', refusal: found.refusal };
    }
    if (found.kind === 'of_person') {
      const open = (await readOpenOf(deps, found.id)).filter(found.isVisible);
      return { kind: 'of_person', id: found.id, open: inOrder(open) };
    }
    const open = (await readAllOpen(deps)).filter(
      (request) => !isClosed(request.status) && concerns(request, found.name, catalog),
    );
    return { kind: 'of_access', name: found.name, open: inOrder(open) };
  };
