import { isExpired, ownerOfKey } from './auth/authenticate.ts';
import { explainFor, type RequestFacts } from './auth/authorize.ts';
import { type Caller, sessionOf } from './auth/caller.ts';
import { codeOfStep, stepAt } from './auth/totp.ts';
import { formParams } from './http/params.ts';
import { mayAssume } from './sts/may-assume.ts';
import { sessionTagsOf } from './sts/session-tags.ts';
import { issueCredentials, type NewSession } from './sts/sessions.ts';
import type { Credentials, LocalAws, SessionRequest } from './types.ts';
import { requireRole, requireUser } from './world/edits.ts';
import { findRole } from './world/lookup.ts';
import type { StateStore } from './world/state.ts';

type IdentityMethods = Pick<
  LocalAws,
  'credentialsOf' | 'rootCredentials' | 'mfaOf' | 'issueSession' | 'decideAssumeRole' | 'decideAction'
>;

const detailsOf = (request: SessionRequest): NonNullable<NewSession['details']> => {
  const { multiFactorAuthenticated = false, sourceIdentity, tags, transitiveTagKeys } = request;
  return {
    isMultiFactorAuthenticated: multiFactorAuthenticated,
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    ...(tags === undefined ? {} : { tags }),
    ...(transitiveTagKeys === undefined ? {} : { transitiveTagKeys }),
  };
};

/** Issues credentials and decides requests without HTTP. */
export const identityMethods = (store: StateStore, facts: () => RequestFacts): IdentityMethods => {
  const { state } = store;
  const liveCaller = ({ accessKeyId }: Credentials): Caller | undefined => {
    const caller = ownerOfKey(state, accessKeyId)?.caller;
    return caller && !isExpired(caller, facts().now) ? caller : undefined;
  };
  return {
    credentialsOf: (userArn) => {
      const [key] = requireUser(store, userArn).entity.accessKeys;
      if (!key) throw new RangeError(`${userArn} has no access key`);
      return { accessKeyId: key.id, secretAccessKey: key.secret };
    },
    rootCredentials: (accountId) => {
      const account = Object.hasOwn(state.accounts, accountId) ? state.accounts[accountId] : undefined;
      if (!account) throw new RangeError(`the local AWS has no account ${accountId}`);
      return { accessKeyId: account.rootKey.id, secretAccessKey: account.rootKey.secret };
    },
    mfaOf: (arn) => {
      const [device] = requireUser(store, arn).entity.mfaDevices ?? [];
      if (!device) throw new RangeError(`${arn} has no MFA device`);
      return { serialNumber: device.serialNumber, tokenCode: codeOfStep(device.secret, stepAt(facts().now)) };
    },
    issueSession: (request) => {
      const { account, entity: role } = requireRole(store, request.roleArn);
      return issueCredentials(store, {
        accountId: account.id,
        holderId: role.id,
        sessionName: request.sessionName,
        durationSeconds: request.durationSeconds ?? role.maxSessionDurationSeconds,
        now: facts().now,
        details: detailsOf(request),
      });
    },
    decideAssumeRole: ({ as, roleArn, sessionName, externalId, sourceIdentity }) => {
      const caller = liveCaller(as);
      const located = findRole(state, roleArn);
      if (!caller || !located || caller.kind === 'root') return 'ImplicitlyDenied';
      return mayAssume(state, caller, facts(), {
        account: located.account,
        role: located.entity,
        sessionName,
        externalId,
        sourceIdentity: sourceIdentity ?? sessionOf(caller)?.sourceIdentity,
        tags: sessionTagsOf(caller, formParams('')),
      }).evaluation.decision;
    },
    decideAction: ({ as, action, resource = '*' }) => {
      const caller = liveCaller(as);
      return caller ? explainFor(state, caller, facts(), { action, resource }).decision : 'ImplicitlyDenied';
    },
  };
};
