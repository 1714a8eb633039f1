import * as explainAccount from '../../../../functions/core/text/explain-account.ts';
import * as explainAdmin from '../../../../functions/core/text/explain-admin.ts';
import * as explainBlocked from '../../../../functions/core/text/explain-blocked.ts';
import * as explainCapacity from '../../../../functions/core/text/explain-capacity.ts';
import * as explainExtend from '../../../../functions/core/text/explain-extend.ts';
import * as explainGrant from '../../../../functions/core/text/explain-grant.ts';
import * as explainRequest from '../../../../functions/core/text/explain-request.ts';
import * as explainReview from '../../../../functions/core/text/explain-review.ts';
import * as explainUnmet from '../../../../functions/core/text/explain-unmet.ts';
import { justRequested } from '../../../support/a-request.ts';
import * as every from './every-refusal.ts';
import { examplesOf } from './registry.ts';

const { catalog } = every;
const request = justRequested();
const context = { name: 'prod-s3', catalog };

/** One example for each kind, with what else the function needs. */
const each = <Refusal, Rest extends readonly unknown[]>(
  refusals: Readonly<Record<string, Refusal>>,
  ...rest: Rest
): Record<string, [Refusal, ...Rest]> =>
  Object.fromEntries(Object.entries(refusals).map(([kind, refusal]) => [kind, [refusal, ...rest]]));

export const examples = [
  examplesOf('Refusals: accounts and identities', 'explain-account.ts', explainAccount, {
    explainAccountRefusal: each(every.account),
    explainIdentityRefusal: each(every.identity, { catalog }),
  }),
  examplesOf('Refusals: admin commands', 'explain-admin.ts', explainAdmin, {
    explainAdminRefusal: each(every.admin, catalog),
    explainWhoRefusal: each(every.who, catalog),
    explainUnknownAdmin: { membership_unknown: [every.unread, catalog] },
  }),
  examplesOf('Refusals: what a user can request', 'explain-blocked.ts', explainBlocked, {
    explainBlocked: {
      'no identity': [{ kind: 'no_identity' }, catalog],
      'a lockdown': [every.unmet.locked_down, catalog],
    },
  }),
  examplesOf('Refusals: requests', 'explain-request.ts', explainRequest, {
    explainRequestRefusal: each(every.request, context),
  }),
  examplesOf('Refusals: extensions', 'explain-extend.ts', explainExtend, {
    explainExtendRefusal: each(every.extend, context),
  }),
  examplesOf('Refusals: decisions and ends', 'explain-review.ts', explainReview, {
    explainReviewRefusal: each({ ...every.review, ...every.emergencyReview }, { request, catalog }),
    explainEndRefusal: each(every.end, { catalog }),
  }),
  examplesOf('Refusals: the capacity of IAM', 'explain-capacity.ts', explainCapacity, {
    explainCapacityRefusal: each(every.capacity),
  }),
  examplesOf('Refusals: IAM', 'explain-grant.ts', explainGrant, {
    explainGrantRefusal: each(every.grant),
  }),
  examplesOf('Refusals: preconditions', 'explain-unmet.ts', explainUnmet, {
    explainUnmet: each(every.unmet),
    explainLockdown: { locked_down: [every.unmet.locked_down] },
    explainNoMfa: { 'a role': ['prod-s3'] },
  }),
];
