import { explainFor, type RequestFacts } from '../auth/authorize.ts';
import { type Caller, resourceTagContext } from '../auth/caller.ts';
import type { RequestContext } from '../policy/context.ts';
import type { Verdict } from '../policy/decide.ts';
import { roleArn } from '../world/lookup.ts';
import type { AccountState, RoleState, WorldState } from '../world/state.ts';
import { showPrincipals } from '../world/trust-principals.ts';
import { type SessionTags, sessionTagContext } from './session-tags.ts';

export interface AssumeQuestion {
  readonly account: AccountState;
  readonly role: RoleState;
  readonly sessionName: string;
  readonly externalId?: string | undefined;
  /** Passed now or carried by the calling session. */
  readonly sourceIdentity?: string | undefined;
  readonly tags?: SessionTags | undefined;
  /** Whether this very call brings a second factor. */
  readonly bringsSecondFactor?: boolean | undefined;
}

/** One of the actions that a call of AssumeRole has to be allowed. */
export interface AssumeVerdict {
  readonly action: string;
  readonly verdict: Verdict;
}

const NO_TAGS: SessionTags = { passed: {}, passedTransitiveKeys: [], inherited: {} };

/**
 * The keys that each action has. Source: AWS, Service Authorization Reference, "AWS Security Token Service": sts:RoleSessionName and
 * sts:ExternalId belong to AssumeRole alone, sts:SourceIdentity also to SetSourceIdentity, the tag keys also to TagSession.
 */
const contextsOf = (question: AssumeQuestion): ReadonlyMap<string, RequestContext> => {
  const { sessionName, externalId, sourceIdentity, tags = NO_TAGS } = question;
  const identity: RequestContext = sourceIdentity === undefined ? {} : { 'sts:SourceIdentity': sourceIdentity };
  const ofTags = sessionTagContext(tags);
  const hasTags = Object.keys(tags.passed).length + Object.keys(tags.inherited).length > 0;
  return new Map<string, RequestContext>([
    [
      'sts:AssumeRole',
      {
        'sts:RoleSessionName': sessionName,
        ...(externalId === undefined ? {} : { 'sts:ExternalId': externalId }),
        ...identity,
        ...ofTags,
      },
    ],
    ...(sourceIdentity === undefined ? [] : [['sts:SetSourceIdentity', identity] as const]),
    ...(hasTags ? [['sts:TagSession', ofTags] as const] : []),
  ]);
};

/**
 * Both sides together: what the caller's policies and the role's trust policy say of assuming it, now. A source identity, passed or
 * inherited, also needs sts:SetSourceIdentity, and session tags need sts:TagSession, in both. Source: AWS, IAM User Guide, "Monitor and
 * control actions taken with assumed roles" and "Pass session tags in AWS STS".
 */
export const mayAssume = (
  state: WorldState,
  caller: Caller,
  facts: RequestFacts,
  question: AssumeQuestion,
): AssumeVerdict => {
  const { account, role, bringsSecondFactor = false } = question;
  const secondFactor: RequestContext = bringsSecondFactor
    ? { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '0' }
    : {};
  const verdicts = [...contextsOf(question)].map(([action, context]) => ({
    action,
    verdict: explainFor(state, caller, facts, {
      action,
      resource: roleArn(account, role),
      resourceAccount: account.id,
      context: { ...context, ...secondFactor, ...resourceTagContext(role.tags) },
      resourcePolicy: showPrincipals(state, role.trustPolicy),
      resourcePolicyIsRequired: true,
    }),
  }));
  const refused = verdicts.find(({ verdict }) => verdict.decision !== 'Allowed');
  return refused ?? { action: 'sts:AssumeRole', verdict: { decision: 'Allowed' } };
};
