/**
 * The name of the stack of an account. Names of accounts may contain dots and underscores, names of stacks may not:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
 */
export const accountStackName = (hubName: string, account: string): string =>
  `${hubName}-account-${account.replace(/[^A-Za-z0-9-]/g, '-')}`;
