import type { RequestContext } from '../policy/context.ts';
import type { PolicyDocument } from '../policy/document.ts';
import type { Principal } from '../policy/principals.ts';
import { boundaryOf, policiesOf, roleArn, userArn } from '../world/lookup.ts';
import { partitionOf } from '../world/partition.ts';
import type { AccountState, RoleState, SessionState, UserState, WorldState } from '../world/state.ts';
import { sessionArn } from '../world/trust-principals.ts';

/** The user, root user or session whose key signed the request. */
export type Caller =
  | { readonly kind: 'root'; readonly account: AccountState }
  | {
      readonly kind: 'user';
      readonly account: AccountState;
      readonly user: UserState;
      /** Set for temporary credentials from GetSessionToken. */
      readonly session?: SessionState;
    }
  | {
      readonly kind: 'session';
      readonly account: AccountState;
      readonly role: RoleState;
      readonly session: SessionState;
    };

/** The session of the temporary credentials; undefined for long-term keys. */
export const sessionOf = (caller: Caller): SessionState | undefined =>
  caller.kind === 'root' ? undefined : caller.session;

const ALLOW_ALL: PolicyDocument = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
};

/** The ARN that error messages and GetCallerIdentity show. */
export const callerArn = (caller: Caller): string => {
  switch (caller.kind) {
    case 'root':
      return `arn:${partitionOf(caller.account)}:iam::${caller.account.id}:root`;
    case 'user':
      return userArn(caller.account, caller.user);
    case 'session':
      return sessionArn(caller.account, caller.role.name, caller.session.sessionName);
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

/** The caller as a principal in policy evaluation. */
export const principalOf = (caller: Caller): Principal => ({
  arn: callerArn(caller),
  accountId: caller.account.id,
  ...(caller.kind === 'session' ? { roleArn: roleArn(caller.account, caller.role) } : {}),
});

/** What the caller's own policies allow and deny now. A changed policy takes effect on the next call. */
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

/** The permissions boundary of the user or role. The root user has none. */
export const boundaryOfCaller = (state: WorldState, caller: Caller): PolicyDocument | undefined => {
  switch (caller.kind) {
    case 'root':
      return undefined;
    case 'user':
      return boundaryOf(state, caller.user);
    case 'session':
      return boundaryOf(state, caller.role);
  }
};

const tagKeys = (prefix: string, tags: Readonly<Record<string, string>>): RequestContext =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`${prefix}/${key}`, value]));

/** Session tags override tags of the role with the same key, regardless of case. Source: AWS, "Pass session tags in AWS STS". */
const principalTags = (
  own: Readonly<Record<string, string>>,
  passed: Readonly<Record<string, string>> = {},
): RequestContext => {
  const overridden = new Set(Object.keys(passed).map((key) => key.toLowerCase()));
  const kept = Object.entries(own).filter(([key]) => !overridden.has(key.toLowerCase()));
  return tagKeys('aws:PrincipalTag', { ...Object.fromEntries(kept), ...passed });
};

/**
 * Condition keys of temporary credentials. aws:MultiFactorAuthPresent is absent for long-term keys, and aws:MultiFactorAuthAge is
 * absent without MFA. Source: AWS, IAM User Guide, "AWS global condition context keys".
 */
const temporaryContext = (session: SessionState, now: Date): RequestContext => ({
  'aws:TokenIssueTime': session.issuedAt,
  'aws:MultiFactorAuthPresent': String(session.isMultiFactorAuthenticated),
  ...(session.isMultiFactorAuthenticated
    ? {
        'aws:MultiFactorAuthAge': String(
          Math.max(0, Math.floor((now.getTime() - Date.parse(session.issuedAt)) / 1000)),
        ),
      }
    : {}),
  ...(session.sourceIdentity === undefined ? {} : { 'aws:SourceIdentity': session.sourceIdentity }),
});

/** The condition keys that depend on the caller. */
export const callerContext = (caller: Caller, now: Date): RequestContext => {
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
        ...(caller.session ? temporaryContext(caller.session, now) : {}),
        ...principalTags(caller.user.tags),
      };
    case 'session':
      return {
        ...base,
        'aws:PrincipalType': 'AssumedRole',
        ...temporaryContext(caller.session, now),
        ...principalTags(caller.role.tags, caller.session.tags),
      };
  }
};

/** Condition keys of the role or user that the call acts on. */
export const resourceTagContext = (tags: Readonly<Record<string, string>>): RequestContext => ({
  ...tagKeys('aws:ResourceTag', tags),
  ...tagKeys('iam:ResourceTag', tags),
});
