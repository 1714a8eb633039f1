import { conditionsHold } from './conditions.ts';
import type { ContextLookup } from './context.ts';
import { manyOf, type OneOrMany, type PolicyDocument, type PolicyStatement } from './document.ts';
import { closest, matchPrincipal, notPrincipalCovers, type Principal, type PrincipalMatch } from './principals.ts';
import { expandVariables } from './variables.ts';
import { matchesArn, matchesPattern } from './wildcard.ts';

/** The action and the resource to decide. */
export interface AccessRequest {
  readonly principal: Principal;
  /** `sts:AssumeRole` */
  readonly action: string;
  /** An ARN, or `*` for actions without a resource. */
  readonly resource: string;
  readonly lookup: ContextLookup;
}

const matchesAction = (patterns: OneOrMany<string>, action: string): boolean =>
  manyOf(patterns).some((pattern) => matchesPattern([{ text: pattern, literal: false }], action, true));

/**
 * Whether a resource matches one of the patterns; undefined if a variable cannot be resolved. Variables are valid only in the sixth
 * part of an ARN. Source: AWS, IAM User Guide, "IAM policy elements: Variables and tags", Resource element.
 */
const matchesResource = (
  patterns: OneOrMany<string>,
  version: string | undefined,
  request: AccessRequest,
): boolean | undefined => {
  const matches = manyOf(patterns).map((pattern) => {
    if (pattern === '*') return true;
    const pieces = expandVariables(pattern, version, request.lookup);
    const hasEarlyVariable =
      version === '2012-10-17' && /\$\{(?![*?$]\})/.test(pattern.split(':').slice(0, 5).join(':'));
    return pieces === undefined || hasEarlyVariable ? undefined : matchesArn(pieces, request.resource);
  });
  return matches.includes(undefined) ? undefined : matches.includes(true);
};

const coversAction = (statement: PolicyStatement, request: AccessRequest): boolean =>
  statement.Action !== undefined
    ? matchesAction(statement.Action, request.action)
    : statement.NotAction !== undefined && !matchesAction(statement.NotAction, request.action);

const coversResource = (statement: PolicyStatement, version: string | undefined, request: AccessRequest): boolean => {
  if (statement.Resource !== undefined) return matchesResource(statement.Resource, version, request) === true;
  // A trust policy has no Resource element. It always applies to the role that it is attached to.
  return statement.NotResource === undefined || matchesResource(statement.NotResource, version, request) === false;
};

const covers = (statement: PolicyStatement, version: string | undefined, request: AccessRequest): boolean =>
  coversAction(statement, request) &&
  coversResource(statement, version, request) &&
  conditionsHold(statement.Condition, version, request.lookup);

/** The combined result of all identity-based statements. */
export const judgeIdentity = (
  policies: readonly PolicyDocument[],
  request: AccessRequest,
): 'allow' | 'deny' | 'silent' => {
  const effects = policies.flatMap((policy) =>
    manyOf(policy.Statement)
      .filter((statement) => covers(statement, policy.Version, request))
      .map((statement) => statement.Effect),
  );
  return effects.includes('Deny') ? 'deny' : effects.includes('Allow') ? 'allow' : 'silent';
};

const namesPrincipal = (statement: PolicyStatement, caller: Principal): PrincipalMatch => {
  if (statement.Principal !== undefined) return matchPrincipal(statement.Principal, caller);
  if (statement.NotPrincipal === undefined) return 'none';
  return notPrincipalCovers(statement.NotPrincipal, caller, statement.Effect) ? 'everyone' : 'none';
};

/** The result of a resource-based policy: `deny`, or how an Allow names the caller. */
export const judgeResource = (policy: PolicyDocument, request: AccessRequest): PrincipalMatch | 'deny' => {
  const matching = manyOf(policy.Statement).flatMap((statement) => {
    const match = namesPrincipal(statement, request.principal);
    if (match === 'none' || !covers(statement, policy.Version, request)) return [];
    return statement.Effect === 'Deny' ? ['deny' as const] : [match];
  });
  return matching.includes('deny') ? 'deny' : closest(matching.filter((match) => match !== 'deny'));
};
