import { explainFor, type RequestFacts } from '../auth/authorize.ts';
import { type Caller, resourceTagContext } from '../auth/caller.ts';
import type { RequestContext } from '../policy/context.ts';
import type { Evaluation } from '../policy/decide.ts';
import { roleArn } from '../world/lookup.ts';
import type { AccountState, RoleState, WorldState } from '../world/state.ts';
import { showPrincipals } from '../world/trust-principals.ts';
import { type SessionTags, sessionTagContext } from './session-tags.ts';

export interface AssumeQuestion {
  readonly account: AccountState;
  readonly role: RoleState;
  readonly sessionName: string;
  readonly externalId?: string | undefined;
  /** From the request or from the calling session. */
  readonly sourceIdentity?: string | undefined;
  readonly tags?: SessionTags | undefined;
  /** Whether this request contains a valid MFA code. */
  readonly isMfaVerified?: boolean | undefined;
}

/** The evaluation for one of the actions that AssumeRole requires. */
export interface AssumeEvaluation {
  readonly action: string;
  readonly evaluation: Evaluation;
}

const NO_TAGS: SessionTags = { passed: {}, passedTransitiveKeys: [], inherited: {} };

/**
 * The condition keys of each action. Source: AWS, Service Authorization Reference, "AWS Security Token Service": sts:RoleSessionName and
 * sts:ExternalId belong to AssumeRole only, sts:SourceIdentity also to SetSourceIdentity, and the tag keys also to TagSession.
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
 * Evaluates the caller's policies and the role's trust policy together. A source identity, passed or inherited, also requires
 * sts:SetSourceIdentity on both sides, and session tags require sts:TagSession. Source: AWS, IAM User Guide, "Monitor and
 * control actions taken with assumed roles" and "Pass session tags in AWS STS".
 */
export const mayAssume = (
  state: WorldState,
  caller: Caller,
  facts: RequestFacts,
  question: AssumeQuestion,
): AssumeEvaluation => {
  const { account, role, isMfaVerified = false } = question;
  const mfaContext: RequestContext = isMfaVerified
    ? { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '0' }
    : {};
  const evaluations = [...contextsOf(question)].map(([action, context]) => ({
    action,
    evaluation: explainFor(state, caller, facts, {
      action,
      resource: roleArn(account, role),
      resourceAccount: account.id,
      context: { ...context, ...mfaContext, ...resourceTagContext(role.tags) },
      resourcePolicy: showPrincipals(state, role.trustPolicy),
      resourcePolicyIsRequired: true,
    }),
  }));
  const refused = evaluations.find(({ evaluation }) => evaluation.decision !== 'Allowed');
  return refused ?? { action: 'sts:AssumeRole', evaluation: { decision: 'Allowed' } };
};
