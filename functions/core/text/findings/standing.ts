/** Who has access to a state that no request opened, and which. */
export const standingText = {
  everyone: 'everyone',
  organization: (id: string) => `everyone in the organization ${id}`,
  account: (id: string) => `account ${id}`,
  canonical: (id: string) => `the account with the canonical user ID ${id}`,
  read: 'read the state',
  decrypt: 'decrypt the state',
};
