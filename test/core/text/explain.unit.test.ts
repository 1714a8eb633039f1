import { describe, expect, it } from 'vitest';
import type { Request } from '../../../functions/core/request/request.ts';
import type { Explanation } from '../../../functions/core/text/explain.ts';
import { explainAdminRefusal, explainWhoRefusal } from '../../../functions/core/text/explain-admin.ts';
import { explainCapacityRefusal } from '../../../functions/core/text/explain-capacity.ts';
import { explainRequestRefusal } from '../../../functions/core/text/explain-request.ts';
import { explainEndRefusal, explainReviewRefusal } from '../../../functions/core/text/explain-review.ts';
import { explainUnmet } from '../../../functions/core/text/explain-unmet.ts';
import { justRequested } from '../../support/a-request.ts';
import { aCatalog, aRule, U } from '../../support/builders.ts';
import { catalog, prodS3, request, review, unread } from './examples/every-refusal.ts';
import { examples } from './examples/refusals.examples.ts';

const aRequest = (fields: Partial<Request> = {}): Request => ({ ...justRequested(), ...fields });

const everyRefusal = examples.flatMap(({ all }) =>
  all.flatMap(({ message, input, value }) =>
    input === '' ? [] : [[`${message} ${input}`, value as Explanation] as const],
  ),
);

/** One or two complete sentences. */
const SENTENCE = /^["A-Z0-9].{15,}(?:[.?!]|[a-z0-9+)-]$)/su;

describe('the explanation of a refusal', () => {
  it.each(everyRefusal)('contains the reason and a different sentence with the next step: %s', (_, { why, next }) => {
    expect(why).toMatch(SENTENCE);
    expect(next).toMatch(SENTENCE);
    expect(next).not.toBe(why);
  });

  it.each(everyRefusal)('is plain text without markup of Slack and without missing values: %s', (_, { why, next }) => {
    expect(`${why} ${next}`).not.toMatch(/[<>]|undefined|NaN|\[object/);
  });

  it('names the fix: similar names, the longest duration, the ticket, or the users who can help', () => {
    const context = { name: 'prod-s3', catalog };

    expect(explainRequestRefusal(request.unknown_access, context).next).toContain('prod-s3');
    expect(explainRequestRefusal(request.too_long, context)).toMatchObject({
      next: 'Request 8h or less.',
      tryThis: '/assume prod-s3 8h',
    });
    expect(explainRequestRefusal(request.ticket_missing, context).next).toContain('INC-\\d+');
    const { next } = explainRequestRefusal({ ...request.ticket_missing, example: 'INC-42' }, context);
    expect(next).toBe('Add a ticket such as INC-42');
    expect(explainRequestRefusal(request.not_a_requester, context).contacts).toEqual(aRule().approvers);
    expect(explainRequestRefusal(request.no_identity, context).contacts).toEqual(catalog.settings.admins);
    expect(explainReviewRefusal(review.not_an_approver, { request: aRequest(), catalog }).contacts).toEqual(
      aRule().approvers,
    );
  });

  it.each(everyRefusal)('contains at most one command to copy: %s', (_, { next, tryThis }) => {
    expect(tryThis ?? '/assume').toMatch(/^\/assume(?: [^<>]+(?:<@U0[A-Z]+>[^<>]*)?)?$/);
    if (tryThis !== undefined) expect(next).not.toContain('/assume');
  });

  it('names neither the requester nor users who have already approved as approvers', () => {
    const { requested } = aRequest();
    const request = aRequest({
      requested: { ...requested, by: U('bob') },
      reviews: [{ by: U('dave'), at: new Date(), roles: [aRule().name] }],
    });
    const approvers = ['bob', 'carol', 'dave'].map((name) => ({ kind: 'user', id: U(name) }) as const);
    const world = { request, catalog: aCatalog([aRule({ approvers })]) };

    expect(explainReviewRefusal(review.already_counted, world).contacts).toEqual([{ kind: 'user', id: U('carol') }]);
  });

  it('suggests a duration in a form that the command accepts as one word', () => {
    const { tryThis } = explainRequestRefusal(
      { kind: 'too_long', requestedMinutes: 600, maxMinutes: 90 },
      { name: 'prod-s3', catalog },
    );

    expect(tryThis).toBe('/assume prod-s3 1h30m');
  });
});

describe('the explanation of an unmet precondition', () => {
  it('names the groups and schedules that could not be read, for a view to show', () => {
    const who = [
      { kind: 'group', id: 'S0SRE' },
      { kind: 'onCall', id: 'prod' },
    ];
    const explained = [
      explainRequestRefusal(unread, { name: 'prod-s3', catalog }),
      explainReviewRefusal(unread, { request: aRequest(), catalog }),
      explainEndRefusal(unread, { catalog }),
      explainAdminRefusal(unread, catalog),
      explainWhoRefusal(unread, catalog),
      explainUnmet(unread),
    ];

    for (const { why, names } of explained) {
      expect(why).toContain('a Slack user group and the on-call schedule "prod"');
      expect(why).not.toContain('S0SRE');
      expect(names).toEqual({ label: 'Could not be read', who });
    }
  });

  it('is the same for the End button and for /assume revoke if the group of admins is unreadable', () => {
    expect(explainEndRefusal(unread, { catalog })).toEqual(explainAdminRefusal(unread, catalog));
  });

  it('contains the number of missing approvers, and the users who can still approve', () => {
    const { why, next, names } = explainRequestRefusal(
      { kind: 'approvers_missing', name: prodS3, needed: 2, missing: 1, left: [U('bob')] },
      { name: 'prod-s3', catalog },
    );

    expect(why).toContain('prod-s3 needs 2 approvals, and only 1 can be given');
    expect(next).toContain('1 more approver added');
    expect(names).toEqual({ label: 'Can approve', who: [{ kind: 'user', id: U('bob') }] });
    const none = { kind: 'approvers_missing', name: prodS3, needed: 1, missing: 1, left: [] } as const;
    expect(explainRequestRefusal(none, { name: 'prod-s3', catalog }).why).toContain('none can be given');
  });

  it('contains the deadline for the review of the previous emergency', () => {
    expect(explainRequestRefusal(request.emergency_unreviewed, { name: 'prod-s3', catalog }).why).toContain(
      'due by 2030-01-01 12:00 UTC',
    );
  });

  it('contains the number of roles that still fit in the policy of the user', () => {
    const full = { kind: 'does_not_fit', document: 'identity policy', neededChars: 2100, quotaChars: 2048 } as const;

    expect(explainCapacityRefusal({ ...full, fittingRoles: 3 }).next).toContain('at most 3 of these roles');
    expect(explainCapacityRefusal({ ...full, fittingRoles: 0 }).next).toContain('End other access first');
  });
});
