import type { LocalAws } from './types.ts';
import { editRole, removeRole, removeUser, setServiceControlPolicies } from './world/edits.ts';
import { findRole, findUser } from './world/lookup.ts';
import type { StateStore } from './world/state.ts';
import { accountView, roleView, userView } from './world/views.ts';

type WorldMethods = Pick<
  LocalAws,
  'account' | 'accounts' | 'role' | 'user' | 'editRole' | 'removeRole' | 'removeUser' | 'setServiceControlPolicies'
>;

/** Reads and changes the local AWS without HTTP. */
export const worldMethods = (store: StateStore): WorldMethods => {
  const { state } = store;
  return {
    account: (id) => {
      const account = Object.hasOwn(state.accounts, id) ? state.accounts[id] : undefined;
      return account && accountView(state, account);
    },
    accounts: () => Object.values(state.accounts).map((account) => accountView(state, account)),
    role: (arn) => {
      const located = findRole(state, arn);
      return located && roleView(state, located.account, located.entity);
    },
    user: (arn) => {
      const located = findUser(state, arn);
      return located && userView(located.account, located.entity);
    },
    editRole: (arn, edit) => editRole(store, arn, edit),
    removeRole: (arn) => removeRole(store, arn),
    removeUser: (arn) => removeUser(store, arn),
    setServiceControlPolicies: (accountId, policies) => setServiceControlPolicies(store, accountId, policies),
  };
};
