import { describe, expect, it } from 'vitest';
import { inOrder } from '../../../local/deployment/order.ts';
import { resolved, type Scope } from '../../../local/deployment/template.ts';

const scope: Scope = {
  ref: (name) => ({ 'AWS::Region': 'eu-central-1', Table: 'table-1', Names: ['a', 'b'] })[name],
  attribute: (logicalId, name) => `${logicalId}/${name}`,
  condition: (name) => name === 'Yes',
  mapped: (...keys) => keys.join('.'),
};

describe('the intrinsic functions of a template', () => {
  it.each([
    [{ Ref: 'Table' }, 'table-1'],
    [{ 'Fn::GetAtt': ['Table', 'Arn'] }, 'Table/Arn'],
    [{ 'Fn::GetAtt': 'Table.Arn' }, 'Table/Arn'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Table' }]] }, 'a-table-1'],
    [{ 'Fn::Join': ['-', { Ref: 'Names' }] }, 'a-b'],
    [{ 'Fn::Sub': 'x-${AWS::Region}-${Table.Arn}-${!Kept}' }, 'x-eu-central-1-Table/Arn-${Kept}'],
    [{ 'Fn::Sub': ['${own}', { own: { Ref: 'Table' } }] }, 'table-1'],
    [{ 'Fn::If': ['Yes', 'then', 'else'] }, 'then'],
    [{ 'Fn::If': ['No', 'then', 'else'] }, 'else'],
    [{ 'Fn::Select': [1, { 'Fn::Split': ['.', 'a.b.c'] }] }, 'b'],
    [{ 'Fn::FindInMap': ['Map', { Ref: 'AWS::Region' }, 'key'] }, 'Map.eu-central-1.key'],
    [{ 'Fn::And': [{ Condition: 'Yes' }, { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Table' }, ''] }] }] }, true],
  ])('resolves %j', (written, value) => {
    expect(resolved(written, scope)).toEqual(value);
  });

  it('leaves out what is AWS::NoValue, and keeps the conditions of policies', () => {
    const written = { Kept: 1, Gone: { Ref: 'AWS::NoValue' }, Statement: [{ Condition: { Bool: { a: 'true' } } }] };

    expect(resolved(written, scope)).toEqual({ Kept: 1, Statement: [{ Condition: { Bool: { a: 'true' } } }] });
  });

  it('refuses a function that it does not know', () => {
    expect(() => resolved({ 'Fn::Cidr': ['10.0.0.0/16'] }, scope)).toThrow('Fn::Cidr');
  });
});

describe('the order of resources', () => {
  const typed = (Properties: Readonly<Record<string, unknown>>, more: object = {}) => ({
    Type: 'T',
    Properties,
    ...more,
  });

  it('puts each resource after everything that it refers to', () => {
    const Resources = {
      Function: typed({ Role: { 'Fn::GetAtt': ['Role', 'Arn'] } }, { DependsOn: ['Policy'] }),
      Policy: typed({ Roles: [{ Ref: 'Role' }], Text: { 'Fn::Sub': '${Key.Arn}' } }),
      Role: typed({}),
      Key: typed({}),
    };

    expect(inOrder({ Resources })).toEqual(['Role', 'Key', 'Policy', 'Function']);
  });

  it('refuses resources that refer to each other', () => {
    const Resources = { One: typed({ a: { Ref: 'Other' } }), Other: typed({ a: { Ref: 'One' } }) };

    expect(() => inOrder({ Resources })).toThrow('One -> Other -> One');
  });
});
