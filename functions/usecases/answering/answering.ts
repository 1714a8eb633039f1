import { createOfferLockdown, createRevokeAccess, createSetLockdown } from './administer.ts';
import { createDryRun } from './dry-run.ts';
import { createEnd } from './end.ts';
import { createExtend } from './extend.ts';
import { createList, createWho } from './list.ts';
import { createOffer } from './offer.ts';
import { createRequestAccess, createRequestByCommand } from './request-access.ts';
import { createReview, createReviewEmergency } from './review.ts';

export type AnsweringDeps = Parameters<typeof createExtend>[0] & Parameters<typeof createSetLockdown>[0];

/** The use cases that answer Slack. */
export const createAnswering = (deps: AnsweringDeps) => ({
  requestAccess: createRequestAccess(deps),
  requestByCommand: createRequestByCommand(deps),
  dryRun: createDryRun(deps),
  end: createEnd(deps),
  extend: createExtend(deps),
  list: createList(deps),
  offer: createOffer(deps),
  review: createReview(deps),
  reviewEmergency: createReviewEmergency(deps),
  offerLockdown: createOfferLockdown(deps),
  revokeAccess: createRevokeAccess(deps),
  setLockdown: createSetLockdown(deps),
  who: createWho(deps),
});

export type Answering = ReturnType<typeof createAnswering>;
