import { decideFor, type RequestFacts } from '../auth/authorize.ts';
import type { Caller } from '../auth/caller.ts';
import { resourceTagContext } from '../auth/caller.ts';
import type { RequestContext } from '../policy/context.ts';
import type { Decision } from '../policy/decide.ts';
import { roleArn } from '../world/lookup.ts';
import type { AccountState, RoleState, WorldState } from '../world/state.ts';
import { showPrincipals } from '../world/trust-principals.ts';

export interface AssumeQuestion {
  readonly account: AccountState;
  readonly role: RoleState;
  readonly sessionName: string;
  readonly externalId?: string | undefined;
  readonly sourceIdentity?: string | undefined;
}

/** Both sides together: what the caller's policies and the role's trust policy say of assuming it, now. */
export const mayAssume = (
  state: WorldState,
  caller: Caller,
  facts: RequestFacts,
  { account, role, sessionName, externalId, sourceIdentity }: AssumeQuestion,
): Decision => {
  const context: RequestContext = {
    'sts:RoleSessionName': sessionName,
    ...(externalId === undefined ? {} : { 'sts:ExternalId': externalId }),
    ...(sourceIdentity === undefined ? {} : { 'sts:SourceIdentity': sourceIdentity }),
    ...resourceTagContext(role.tags),
  };
  const ask = (action: string): Decision =>
    decideFor(state, caller, facts, {
      action,
      resource: roleArn(account, role),
      resourceAccount: account.id,
      context,
      resourcePolicy: showPrincipals(state, role.trustPolicy),
      resourcePolicyIsRequired: true,
    });
  const decision = ask('sts:AssumeRole');
  return decision === 'Allowed' && sourceIdentity !== undefined ? ask('sts:SetSourceIdentity') : decision;
};
