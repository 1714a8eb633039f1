import { describe, expect, it } from 'vitest';
import { arePoliciesEqual, parsePolicy, policyChars } from '../../../functions/core/trust/documents.ts';
import { aTrust, breakGlass } from '../../support/builders.ts';

const condition = (names: string | readonly string[]) => ({ StringEquals: { 'aws:username': names } });
const allow = (fields: object = {}) => ({ Effect: 'Allow', Action: 'sts:AssumeRole', ...fields });

describe('two policies', () => {
  it.each([
    ['a list of one and its value', allow({ Action: ['sts:AssumeRole'] }), allow()],
    [
      'lists in another order',
      allow({ Condition: condition(['b', 'a']) }),
      allow({ Condition: condition(['a', 'b']) }),
    ],
    ['members in another order', { Action: 'sts:AssumeRole', Effect: 'Allow' }, allow()],
  ])('are equal with %s', (_, one, other) => {
    expect(arePoliciesEqual(aTrust(one as never), aTrust(other as never))).toBe(true);
  });

  it.each([
    ['another name', allow({ Condition: condition('a') }), allow({ Condition: condition('b') })],
    ['one name more', allow({ Condition: condition(['a', 'b']) }), allow({ Condition: condition('a') })],
    ['a condition less', allow({ Condition: condition('a') }), allow()],
    ['another effect', allow({ Effect: 'Deny' }), allow()],
    ['a null for a value', allow({ Condition: null }), allow({ Condition: {} })],
  ])('differ with %s', (_, one, other) => {
    expect(arePoliciesEqual(aTrust(one as never), aTrust(other as never))).toBe(false);
  });

  it('are equal if both are absent, and differ if one is', () => {
    expect(arePoliciesEqual(undefined, undefined)).toBe(true);
    expect(arePoliciesEqual(aTrust(breakGlass), undefined)).toBe(false);
    expect(arePoliciesEqual(undefined, aTrust(breakGlass))).toBe(false);
  });
});

describe('a policy as IAM returns it', () => {
  it('may have one or several statements, and every member is kept', () => {
    const text = JSON.stringify({ Version: '2008-10-17', Id: 'odd', Statement: breakGlass });

    expect(parsePolicy(text)).toEqual({ Version: '2008-10-17', Id: 'odd', Statement: [breakGlass] });
    expect(parsePolicy(JSON.stringify(aTrust(breakGlass)))).toEqual(aTrust(breakGlass));
  });

  it('is refused without a statement', () => {
    expect(() => parsePolicy('{"Version":"2012-10-17"}')).toThrow(TypeError);
    expect(() => parsePolicy('nothing')).toThrow(SyntaxError);
  });

  it('is counted without insignificant whitespace', () => {
    expect(policyChars(aTrust())).toBe('{"Version":"2012-10-17","Statement":[]}'.length);
  });
});
