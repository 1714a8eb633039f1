import { describe, expect, it } from 'vitest';
import { conditionsHold } from './conditions.ts';
import { contextLookup, type RequestContext } from './context.ts';
import type { ConditionBlock } from './document.ts';

const holds = (block: ConditionBlock, context: RequestContext, version = '2012-10-17'): boolean =>
  conditionsHold(block, version, contextLookup(context));

const NOW = 'aws:CurrentTime';

describe('a condition', () => {
  it.each<[ConditionBlock, RequestContext, boolean]>([
    [{ DateLessThan: { [NOW]: '2030-01-01T12:00:00Z' } }, { [NOW]: '2030-01-01T11:59:59.999Z' }, true],
    [{ DateLessThan: { [NOW]: '2030-01-01T12:00:00Z' } }, { [NOW]: '2030-01-01T12:00:00.000Z' }, false],
    [{ DateLessThan: { [NOW]: '1893499200' } }, { [NOW]: '2030-01-01T11:59:59Z' }, true],
    [{ DateLessThan: { [NOW]: 1893499200 } }, { [NOW]: '2030-01-01T12:00:01Z' }, false],
    [{ DateGreaterThan: { 'aws:EpochTime': '2030-01-01T12:00:00Z' } }, { 'aws:EpochTime': '1893499201' }, true],
    [{ DateEquals: { [NOW]: '2030-01-01T13:00:00+01:00' } }, { [NOW]: '2030-01-01T12:00:00Z' }, true],
    [{ DateEquals: { [NOW]: '2030' } }, { [NOW]: '2030-01-01T00:00:00Z' }, true],
    [{ DateNotEquals: { [NOW]: '2030-01-01' } }, { [NOW]: '2030-01-01T00:00:00Z' }, false],
    [{ DateLessThan: { [NOW]: 'tomorrow' } }, { [NOW]: '2030-01-01T00:00:00Z' }, false],
    [{ DateGreaterThan: { [NOW]: 'tomorrow' } }, { [NOW]: '2030-01-01T00:00:00Z' }, false],
  ])('compares dates in every format: %j with %j', (block, context, expected) => {
    expect(holds(block, context)).toBe(expected);
  });

  it.each<[ConditionBlock, RequestContext, boolean]>([
    [{ StringEquals: { 'AWS:UserName': 'alice' } }, { 'aws:username': 'alice' }, true],
    [{ StringEquals: { 'aws:username': 'Alice' } }, { 'aws:username': 'alice' }, false],
    [{ StringEqualsIgnoreCase: { 'aws:username': 'Alice' } }, { 'aws:username': 'alice' }, true],
    [{ StringNotEqualsIgnoreCase: { 'aws:username': 'Alice' } }, { 'aws:username': 'alice' }, false],
    [{ StringEquals: { 'aws:username': 'a*' } }, { 'aws:username': 'alice' }, false],
    [{ StringLike: { 'aws:username': ['b*', 'a?ice'] } }, { 'aws:username': 'alice' }, true],
    [{ StringLike: { 'aws:username': 'a.ice' } }, { 'aws:username': 'alice' }, false],
    [{ StringNotLike: { 'aws:username': ['b*', 'a*'] } }, { 'aws:username': 'alice' }, false],
    [{ StringNotEquals: { 'aws:username': 'alice' } }, {}, true],
    [{ StringEquals: { 'aws:username': 'alice' } }, {}, false],
    [{ StringEqualsIfExists: { 'aws:username': 'alice' } }, {}, true],
    [{ StringEqualsIfExists: { 'aws:username': 'alice' } }, { 'aws:username': 'bob' }, false],
  ])('compares strings: %j with %j', (block, context, expected) => {
    expect(holds(block, context)).toBe(expected);
  });

  it.each<[ConditionBlock, RequestContext, boolean]>([
    [{ ArnLike: { k: 'arn:aws:iam::*:role/a*' } }, { k: 'arn:aws:iam::111111111111:role/a/b' }, true],
    [{ ArnEquals: { k: 'arn:aws:iam::*:role/a*' } }, { k: 'arn:aws:iam::111111111111:role/ab' }, true],
    [{ ArnLike: { k: 'arn:*:role/a' } }, { k: 'arn:aws:iam::111111111111:role/a' }, false],
    [{ ArnNotLike: { k: 'arn:aws:iam::*:user/*' } }, { k: 'arn:aws:iam::111111111111:role/a' }, true],
    [{ IpAddress: { k: '10.0.0.0/8' } }, { k: '10.255.0.1' }, true],
    [{ IpAddress: { k: '10.0.0.1' } }, { k: '10.0.0.2' }, false],
    [{ IpAddress: { k: '2001:db8::/32' } }, { k: '2001:db8:1::1' }, true],
    [{ NotIpAddress: { k: ['10.0.0.0/8', '192.168.0.0/16'] } }, { k: '192.168.1.1' }, false],
    [{ IpAddress: { k: '10.0.0.0/8' } }, { k: 'localhost' }, false],
    [{ NumericLessThan: { k: '3600' } }, { k: '900' }, true],
    [{ NumericGreaterThanEquals: { k: 3600 } }, { k: '3600' }, true],
    [{ NumericEquals: { k: '1' } }, { k: 'one' }, false],
    [{ NumericNotEquals: { k: '1' } }, { k: '2' }, true],
    [{ Bool: { k: 'True' } }, { k: 'true' }, true],
    [{ Bool: { k: true } }, { k: 'false' }, false],
    [{ Null: { k: 'true' } }, {}, true],
    [{ Null: { k: false } }, {}, false],
    [{ Null: { k: 'false' } }, { k: 'x' }, true],
    [{ StringSimilar: { k: 'x' } }, { k: 'x' }, false],
    [{ Null: { k: ['true', 'false'] } }, { k: 'x' }, true],
    [{ NumericLessThanEquals: { k: '3600' } }, { k: '3600' }, true],
    [{ NumericLessThanEquals: { k: '3600' } }, { k: '3601' }, false],
    [{ IpAddress: { k: '0.0.0.0/0' } }, { k: '10.0.0.1' }, true],
    [{ IpAddress: { k: '10.0.0.1/32' } }, { k: '10.0.0.1' }, true],
    [{ IpAddress: { k: '10.0.0.1/33' } }, { k: '10.0.0.1' }, false],
    [{ IpAddress: { k: '10.0.0.1/-1' } }, { k: '10.0.0.1' }, false],
    [{ IpAddress: { k: '10.0.0.1/x' } }, { k: '10.0.0.1' }, false],
    [{ IpAddress: { k: '2001:db8::1' } }, { k: '2001:db8::1' }, true],
    [{ IpAddress: { k: '2001:db8::1' } }, { k: '2001:db8::2' }, false],
    [{ IpAddress: { k: '2001:db8::/33' } }, { k: '2001:db8::2' }, true],
    [{ IpAddress: { k: '::/0' } }, { k: '10.0.0.1' }, false],
    [{ IpAddress: { k: 'everywhere' } }, { k: '10.0.0.1' }, false],
    [{ Bool: { k: '${k}' } }, { k: 'true' }, false],
    [{ IpAddress: { k: '${k}' } }, { k: '10.0.0.1' }, false],
    [{ DateLessThan: { k: 'Jan 1 2031' } }, { k: '2030-01-01T00:00:00Z' }, false],
    [{ BinaryEquals: { k: '${k}' } }, { k: 'dGVzdA==' }, false],
  ])('compares ARNs, addresses, numbers and presence: %j with %j', (block, context, expected) => {
    expect(holds(block, context)).toBe(expected);
  });

  it.each<[ConditionBlock, RequestContext, boolean]>([
    [{ 'ForAllValues:StringEquals': { k: ['a', 'b'] } }, { k: ['a', 'b'] }, true],
    [{ 'ForAnyValue:StringNotEquals': { k: 'a' } }, {}, false],
    [{ 'ForAnyValue:StringNotEquals': { k: 'a' } }, { k: ['a', 'b'] }, true],
    [{ StringEquals: { k: 'a' } }, { k: ['b', 'a'] }, true],
    [{ StringNotEquals: { k: 'a' } }, { k: ['b', 'a'] }, false],
    [{ 'ForAnyValue:NullIfExists': { k: 'true' } }, {}, false],
    [{ 'ForAllValues:StringEquals': { k: ['a', 'b'] } }, { k: ['a', 'c'] }, false],
    [{ 'ForAllValues:StringEquals': { k: ['a'] } }, {}, true],
    [{ 'ForAnyValue:StringEquals': { k: ['a'] } }, { k: ['c', 'a'] }, true],
    [{ 'ForAnyValue:StringEquals': { k: ['a'] } }, { k: ['c'] }, false],
    [{ 'ForAnyValue:StringEquals': { k: ['a'] } }, {}, false],
    [{ 'ForAllValues:StringNotLike': { k: 'a*' } }, { k: ['b', 'ab'] }, false],
  ])('compares keys with several values: %j with %j', (block, context, expected) => {
    expect(holds(block, context)).toBe(expected);
  });

  it('replaces variables with literal text, only in strings and ARNs, and only in policies of version 2012-10-17', () => {
    const name = { 'sts:RoleSessionName': '${aws:username}' };

    const equal = holds({ StringEquals: name }, { 'aws:username': 'alice', 'sts:RoleSessionName': 'alice' });
    const star = holds({ StringLike: name }, { 'aws:username': '*', 'sts:RoleSessionName': 'alice' });
    const unknown = holds({ StringEquals: name }, { 'sts:RoleSessionName': '' });
    const old = holds(
      { StringEquals: name },
      { 'aws:username': 'alice', 'sts:RoleSessionName': 'alice' },
      '2008-10-17',
    );
    const fallback = holds({ StringEquals: { k: "${aws:username, 'none'}" } }, { k: 'none' });
    const literalStar = holds({ StringLike: { k: 'a${*}' } }, { k: 'ab' });
    const date = holds(
      { DateLessThan: { [NOW]: '${k}' } },
      { k: '2031-01-01T00:00:00Z', [NOW]: '2030-01-01T00:00:00Z' },
    );

    expect({ equal, star, unknown, old, fallback, literalStar, date }).toEqual({
      equal: true,
      star: false,
      unknown: false,
      old: false,
      fallback: true,
      literalStar: false,
      date: false,
    });
  });
});
