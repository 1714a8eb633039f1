import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  encodeRequest,
  encodeSelection,
  parseRequest,
  parseSelection,
} from '../../../functions/adapters/slack/values.ts';
import { parseAccessName, parseSlackChannelId } from '../../../functions/core/names.ts';
import { parseRequestId } from '../../../functions/core/request/ids.ts';

const id = fc.stringMatching(/^[0-9a-f]{20}$/).map(parseRequestId);
const card = fc.record({
  channel: fc.stringMatching(/^[CGD][A-Z0-9]{2,20}$/).map(parseSlackChannelId),
  ts: fc.stringMatching(/^\d{10}\.\d{6}$/),
});
const name = fc.stringMatching(/^[a-z][a-z0-9-]{1,49}$/).map(parseAccessName);

describe('the value of a button, or the metadata of a form', () => {
  it('names the same request and card when Slack sends it back', () => {
    const target = fc.oneof(fc.record({ id }), fc.record({ id, card }));

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
  it('selects the same role or bundle, or none', () => {
    fc.assert(fc.property(name, (one) => void expect(parseSelection(encodeSelection(one))).toBe(one)));
    expect(parseSelection(encodeSelection(undefined))).toBeUndefined();
  });

  it.each(['', '*', 'a', 'Prod', 'prod s3', 'prod-s3\n', '<!here>', 'x'.repeat(51)])(
    'selects nothing for %j',
    (text) => {
      expect(parseSelection(text)).toBeUndefined();
    },
  );
});
