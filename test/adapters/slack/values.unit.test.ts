import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeDraft, encodeRequest, parseDraft, parseRequest } from '../../../functions/adapters/slack/values.ts';
import type { Draft } from '../../../functions/core/command/draft.ts';
import { parseAccessName, parseSlackChannelId, parseSlackUserId } from '../../../functions/core/names.ts';
import { parseRequestId } from '../../../functions/core/request/ids.ts';

const id = fc.stringMatching(/^[0-9a-f]{20}$/).map(parseRequestId);
const card = fc.record({
  channel: fc.stringMatching(/^[CGD][A-Z0-9]{2,20}$/).map(parseSlackChannelId),
  ts: fc.stringMatching(/^\d{10}\.\d{6}$/),
});
const userId = fc.stringMatching(/^[UW][A-Z0-9]{2,20}$/).map(parseSlackUserId);
const name = fc.stringMatching(/^[a-z][a-z0-9-]{1,49}$/).map(parseAccessName);

describe('the value of a button, or the metadata of a form', () => {
  it('names the same request and card when Slack sends it back', () => {
    const target = fc.oneof(
      fc.record({ id }),
      fc.record({ id, card }),
      fc.record({ id, others: fc.array(id, { minLength: 1, maxLength: 20 }) }),
    );

    fc.assert(fc.property(target, (one) => void expect(parseRequest(encodeRequest(one))).toEqual(one)));
  });

  it('is the bare id on a card, as on the cards of release 0.1.0', () => {
    expect(parseRequest('0123456789abcdef0123')).toEqual({ id: '0123456789abcdef0123' });
  });

  it.each([
    '',
    'not an id',
    'FFFFFFFFFFFFFFFFFFFF',
    '../..',
    '<!channel>',
    '0123456789abcdef01234',
    '0123456789abcdef0123 ',
    '0123456789abcdef0123\n',
    '0123456789abcdef0123 C0APPROVALS',
    '0123456789abcdef0123 C0APPROVALS now',
    '0123456789abcdef0123 U0ALICE 1893499200.000100',
    '0123456789abcdef0123 C0APPROVALS 1893499200.000100 right',
    '0123456789abcdef0123  C0APPROVALS 1893499200.000100',
    'undefined',
    '{"id":"0123456789abcdef0123"}',
  ])('names no request if the bot did not write it: %j', (text) => {
    expect(parseRequest(text)).toBeUndefined();
  });
});

describe('the value of a button that opens the request form', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 100 });
  const draft = fc
    .record(
      {
        name,
        when: text,
        onBehalfOf: userId,
        emergency: fc.constant(true as const),
        isForUnknown: fc.constant(true as const),
        reason: text,
      },
      { requiredKeys: [] },
    )
    .map((one) => one as Draft);

  it('contains everything that was typed', () => {
    fc.assert(fc.property(draft, (one) => void expect(parseDraft(encodeDraft(one))).toEqual(one)));
    expect(parseDraft(encodeDraft({}))).toEqual({});
  });

  it('is the bare name if only a role is selected, as in release 0.1.0', () => {
    expect(encodeDraft({ name: 'prod-s3' })).toBe('prod-s3');
    expect(parseDraft('prod-s3')).toEqual({ name: 'prod-s3' });
  });

  it('fits into a button for a text of any length and content', () => {
    const long = fc.string({ unit: 'binary', minLength: 400, maxLength: 4000 });

    fc.assert(
      fc.property(long, userId, (reason, onBehalfOf) => {
        const value = encodeDraft({ name: 'prod-s3', onBehalfOf, reason });

        expect(value.length).toBeLessThanOrEqual(2000);
        expect(parseDraft(value)).toMatchObject({ name: 'prod-s3', onBehalfOf });
        expect(parseDraft(value).reason?.slice(0, 20)).toBe(reason.slice(0, 20));
      }),
    );
  });

  it.each([
    '',
    '*',
    'a',
    'Prod',
    'prod s3',
    'prod-s3\n',
    '<!here>',
    'x'.repeat(51),
    '{',
    '{"name":1}',
    '[]',
    '{"reason":null}',
  ])('fills in nothing for %j', (value) => {
    expect(parseDraft(value)).toEqual({});
  });

  it('ignores what the bot does not write', () => {
    expect(
      parseDraft('{"onBehalfOf":"<!here>","emergency":"yes","__proto__":{"reason":"x"},"reason":"INC-1"}'),
    ).toEqual({
      reason: 'INC-1',
    });
  });
});
