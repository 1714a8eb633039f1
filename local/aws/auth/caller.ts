import type { RequestContext } from '../policy/context.ts';
import type { PolicyDocument } from '../policy/document.ts';
import type { Principal } from '../policy/principals.ts';
import { policiesOf, roleArn, userArn } from '../world/lookup.ts';
import type { AccountState, RoleState, SessionState, UserState, WorldState } from '../world/state.ts';
import { sessionArn } from '../world/trust-principals.ts';

/** Whose key signed the request. */
export type Caller =
  | { readonly kind: 'root'; readonly account: AccountState }
  | { readonly kind: 'user'; readonly account: AccountState; readonly user: UserState }
  | {
      readonly kind: 'session';
      readonly account: AccountState;
      readonly role: RoleState;
      readonly session: SessionState;
    };

const ALLOW_ALL: PolicyDocument = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
};

/** The ARN that error messages and GetCallerIdentity show. */
export const callerArn = (caller: Caller): string => {
  switch (caller.kind) {
    case 'root':
      return `arn:aws:iam::${caller.account.id}:root`;
    case 'user':
      return userArn(caller.account, caller.user);
    case 'session':
      return sessionArn(caller.account.id, caller.role.name, caller.session.sessionName);
  }
};

/** `aws:userid`: the account, AIDA…, or AROA…:session. */
export const callerUserId = (caller: Caller): string => {
  switch (caller.kind) {
    case 'root':
      return caller.account.id;
    case 'user':
      return caller.user.id;
    case 'session':
      return `${caller.role.id}:${caller.session.sessionName}`;
  }
};

/** The caller as policies name it. */
export const principalOf = (caller: Caller): Principal => ({
  arn: callerArn(caller),
  accountId: caller.account.id,
  ...(caller.kind === 'session' ? { roleArn: roleArn(caller.account, caller.role) } : {}),
});

/** What the caller's own side allows and denies at this moment: a changed policy counts from the next call on. */
export const identityPoliciesOf = (state: WorldState, caller: Caller): readonly PolicyDocument[] => {
  switch (caller.kind) {
    case 'root':
      return [ALLOW_ALL];
    case 'user':
      return policiesOf(state, caller.user);
    case 'session':
      return policiesOf(state, caller.role);
  }
};

const tagKeys = (prefix: string, tags: Readonly<Record<string, string>>): RequestContext =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`${prefix}/${key}`, value]));

/** The condition keys that follow from who calls. */
export const callerContext = (caller: Caller): RequestContext => {
  const base: RequestContext = {
    'aws:PrincipalArn': caller.kind === 'session' ? roleArn(caller.account, caller.role) : callerArn(caller),
    'aws:PrincipalAccount': caller.account.id,
    'aws:userid': callerUserId(caller),
    ...(caller.account.organizationId === undefined ? {} : { 'aws:PrincipalOrgID': caller.account.organizationId }),
  };
  switch (caller.kind) {
    case 'root':
      return { ...base, 'aws:PrincipalType': 'Account' };
    case 'user':
      return {
        ...base,
        'aws:PrincipalType': 'User',
        'aws:username': caller.user.name,
        ...tagKeys('aws:PrincipalTag', caller.user.tags),
      };
    case 'session':
      return {
        ...base,
        'aws:PrincipalType': 'AssumedRole',
        'aws:TokenIssueTime': caller.session.issuedAt,
        'aws:MultiFactorAuthPresent': String(caller.session.isMultiFactorAuthenticated),
        ...(caller.session.sourceIdentity === undefined ? {} : { 'aws:SourceIdentity': caller.session.sourceIdentity }),
        ...tagKeys('aws:PrincipalTag', caller.role.tags),
      };
  }
};

/** Condition keys of a role or user that is acted upon. */
export const resourceTagContext = (tags: Readonly<Record<string, string>>): RequestContext => ({
  ...tagKeys('aws:ResourceTag', tags),
  ...tagKeys('iam:ResourceTag', tags),
});
