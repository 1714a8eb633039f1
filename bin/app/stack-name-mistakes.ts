import { accountStackName } from '../../functions/core/stack-names.ts';

/** Accounts of the catalog whose stacks would have the same name, such as `prod.eu` and `prod_eu`. */
export const stackNameMistakes = (hubName: string, accounts: readonly { readonly name: string }[]): readonly string[] =>
  [...Map.groupBy(accounts, ({ name }) => accountStackName(hubName, name))]
    .filter(([, group]) => group.length > 1)
    .map(
      ([stack, group]) =>
        `the accounts ${group.map(({ name }) => name).join(' and ')} of the catalog would both have the stack ${stack}; rename one of them in the catalog`,
    );
