/** Why something could not be read with the operator's own credentials. */
export const unreadText = {
  notUnderstood: 'the answer could not be read',
  refused: (action: string, code: string, message: string) =>
    `${action}: ${code}${message === code || message === '' ? '' : `: ${message}`}.`.replace(/\.\.$/, '.'),
  noCredentials: (account: string, message: string) =>
    `there are no valid credentials for account ${account}: ${message}.`.replace(/\.\.$/, '.'),
  wrongAccount: (account: string, found: string) =>
    `the credentials are those of account ${found}, so IAM of account ${account} cannot be read.`,
  passProfile: (account: string, action: string) =>
    `Pass a profile that may call ${action}: --account-profile ${account}=PROFILE`,
  noOrganization: (account: string) =>
    `Pass a profile of the management account of the organization, or of a delegated administrator, that may call organizations:ListPoliciesForTarget, organizations:ListParents and organizations:DescribePolicy: --account-profile ${account}=PROFILE or --organization-profile PROFILE`,
  partlyRead: (what: string) => `${what} could not be read.`,
};
