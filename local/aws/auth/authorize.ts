import type { RequestContext } from '../policy/context.ts';
import { type Evaluation, explain } from '../policy/decide.ts';
import type { PolicyDocument } from '../policy/document.ts';
import type { WorldState } from '../world/state.ts';
import { boundaryOfCaller, type Caller, callerContext, identityPoliciesOf, principalOf } from './caller.ts';

/** The source and the time of a request. */
export interface RequestFacts {
  readonly now: Date;
  readonly region: string;
  readonly sourceIp: string;
}

export interface Question {
  readonly action: string;
  readonly resource: string;
  /** The account that owns the resource. Default: the caller's account. */
  readonly resourceAccount?: string;
  readonly context?: RequestContext;
  readonly resourcePolicy?: PolicyDocument;
  readonly resourcePolicyIsRequired?: boolean;
}

const requestContext = ({ now, region, sourceIp }: RequestFacts): RequestContext => ({
  'aws:CurrentTime': now.toISOString(),
  'aws:EpochTime': String(Math.floor(now.getTime() / 1000)),
  'aws:SourceIp': sourceIp,
  'aws:RequestedRegion': region,
  // Clients reach AWS over TLS, so a policy that requires aws:SecureTransport must behave here as it does in AWS.
  'aws:SecureTransport': 'true',
  'aws:ViaAWSService': 'false',
  'aws:PrincipalIsAWSService': 'false',
});

/** Source: AWS, Organizations User Guide, "Service control policies": they do not restrict service-linked roles. */
const isServiceLinked = (caller: Caller): boolean =>
  caller.kind === 'session' && caller.role.path.startsWith('/aws-service-role/');

/** Decides one action on one resource, with the full context of the caller and the request. */
export const explainFor = (state: WorldState, caller: Caller, facts: RequestFacts, question: Question): Evaluation => {
  const resourceAccount = question.resourceAccount ?? caller.account.id;
  const boundary = boundaryOfCaller(state, caller);
  const serviceControlPolicies = isServiceLinked(caller) ? undefined : caller.account.serviceControlPolicies;
  return explain({
    principal: principalOf(caller),
    action: question.action,
    resource: question.resource,
    resourceAccount,
    context: {
      ...requestContext(facts),
      ...callerContext(caller, facts.now),
      'aws:ResourceAccount': resourceAccount,
      ...question.context,
    },
    identityPolicies: identityPoliciesOf(state, caller),
    ...(boundary ? { permissionsBoundary: boundary } : {}),
    ...(serviceControlPolicies ? { serviceControlPolicies } : {}),
    ...(caller.kind === 'session' && caller.session.sessionPolicies
      ? { sessionPolicies: caller.session.sessionPolicies }
      : {}),
    ...(question.resourcePolicy ? { resourcePolicy: question.resourcePolicy } : {}),
    ...(question.resourcePolicyIsRequired ? { resourcePolicyIsRequired: true } : {}),
  });
};
