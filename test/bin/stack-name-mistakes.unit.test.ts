import { describe, expect, it } from 'vitest';
import { stackNameMistakes } from '../../bin/app/stack-name-mistakes.ts';
import { makeAppOf } from '../support/a-hub.ts';

const account = (name: string, digit: string) => ({
  name,
  id: digit.repeat(12),
  managerRoleName: 'assume-bot-manager',
  roleArns: [],
  userArns: [],
  otherUserArns: [],
});

describe('the stacks of accounts', () => {
  it('have names that CloudFormation accepts, for account names with any characters', () => {
    const names = makeAppOf([account('Prod_eu.west-1', '2')]).node.children.map(({ node: { id } }) => id);

    expect(names).toContain('assume-bot-account-Prod-eu-west-1');
  });

  it('are refused if two accounts would have the same one', () => {
    const accounts = [account('prod.eu', '2'), account('prod_eu', '3'), account('prod', '4')];

    expect(stackNameMistakes('assume-bot', accounts)).toEqual([
      'the accounts prod.eu and prod_eu of the catalog would both have the stack assume-bot-account-prod-eu; rename one of them in the catalog',
    ]);
    expect(stackNameMistakes('assume-bot', accounts.slice(1))).toEqual([]);
  });
});
