import type { AccountRefusal, Delegation } from '../authority/directory.ts';
import type { Requestable } from '../authority/requestable.ts';
import type { Request } from './request.ts';

/** The content of a user's Home tab, or why it is empty. */
export type HomeTab =
  | { readonly kind: 'refused'; readonly refusal: AccountRefusal }
  | {
      readonly kind: 'home';
      readonly held: readonly Request[];
      readonly pending: readonly Request[];
      /** Requests that the user can decide, the oldest first. */
      readonly toDecide: readonly Request[];
      /** Emergencies that await the review of the user, ordered by the time their review is due. */
      readonly toReview: readonly Request[];
      /** Of the user and to the user. */
      readonly delegations?: readonly Delegation[];
      readonly requestable: Requestable;
      /** Closed requests, the newest first. */
      readonly recent: readonly Request[];
    };
