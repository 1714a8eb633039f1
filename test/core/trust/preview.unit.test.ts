import { describe, expect, it } from 'vitest';
import { policyChars } from '../../../functions/core/trust/documents.ts';
import { DEFAULT_HUB } from '../../../functions/core/trust/policy-names.ts';
import { previewGrant } from '../../../functions/core/trust/preview.ts';
import { alice, ROLE } from '../../support/builders.ts';
import { aGrant, anEntry, anObservedRole, anObservedUser, goneUser, NOON } from './a-plan.ts';

const role = (fields = {}) => ({
  grant: aGrant({ state: 'wanted' }),
  existing: [],
  observed: anObservedRole(fields),
  terms: {},
});

describe('the preview of a grant', () => {
  it('shows the documents of both sides in the order in which they are written, each with its size', () => {
    const user = { entry: anEntry(), existing: [], observed: anObservedUser({ otherChars: 7 }) };

    const preview = previewGrant(role({ foreignInlineChars: 5 }), user, DEFAULT_HUB, NOON);

    if (preview.kind !== 'planned') throw new Error(preview.refusal.kind);
    expect(preview.changes.map(({ title }) => title)).toEqual([
      `inline policy assume-bot-session-guard of ${ROLE}`,
      `trust policy of ${ROLE}`,
      `inline policy assume-bot-access of ${alice.arn}`,
    ]);
    expect(preview.changes.map(({ chars, after }) => chars - policyChars(after as never))).toEqual([5, 0, 7]);
    expect(preview.changes.map(({ quotaChars }) => quotaChars)).toEqual([10_240, 2048, 2048]);
    expect(preview.changes.map(({ before }) => before)).toEqual([undefined, anObservedRole().trust, undefined]);
  });

  it('shows only the role if the bot does not manage the policies of the user', () => {
    expect(previewGrant(role(), undefined, DEFAULT_HUB, NOON)).toMatchObject({ changes: [{}, {}] });
  });

  it('contains the side that refuses', () => {
    const gone = { entry: anEntry(), existing: [], observed: goneUser() };

    expect(previewGrant(role({ trustQuotaChars: 100 }), gone, DEFAULT_HUB, NOON)).toMatchObject({
      refusal: { kind: 'does_not_fit', document: 'trust policy' },
    });
    expect(previewGrant(role(), gone, DEFAULT_HUB, NOON)).toMatchObject({ refusal: { kind: 'no_such_user' } });
  });
});
