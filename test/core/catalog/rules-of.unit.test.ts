import { describe, expect, it } from 'vitest';
import { ruleNamed, ruleOf, rulesOfCatalog } from '../../../functions/core/catalog/rules-of.ts';
import { aCatalog, aRule, roleOf } from '../../support/builders.ts';

describe('the rule of a role', () => {
  const role = roleOf(aRule({ conditions: { mfa: {} }, sessionTags: true }));

  it('has the name, the ARN and the terms of its role', () => {
    expect(ruleOf(role)).toEqual(aRule({ conditions: { mfa: {} }, sessionTags: true }));
  });

  it('does not carry the list of rules into a stored request', () => {
    expect(ruleOf(role)).not.toHaveProperty('rules');
  });

  it('is found by the name of the role, and not by the name of an inherited member', () => {
    expect(ruleNamed(aCatalog(), 'prod-s3')).toEqual(aRule());
    for (const name of ['prod-s4', 'constructor', '__proto__', 'toString'])
      expect(ruleNamed(aCatalog(), name)).toBeUndefined();
  });

  it('is listed once for each role of the catalog', () => {
    expect(rulesOfCatalog(aCatalog())).toEqual([aRule()]);
  });
});
