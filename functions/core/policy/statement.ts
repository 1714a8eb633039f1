import { POLICY_VERSION, type PolicyDocument, type Statement } from '../trust/documents.ts';
import { type JudgedCondition, judgeConditions } from './conditions.ts';
import type { Context } from './context.ts';
import { type Caller, type Matched, matchPrincipal } from './principals.ts';
import { all, any, not, type Truth, truthOf } from './truth.ts';
import { expandVariables } from './variables.ts';
import { matchesArn, matchesPieces } from './wildcards.ts';

/** One call of an API, with what is known about it. */
export interface PolicyRequest {
  readonly caller: Caller;
  /** Such as `s3:GetObject`. */
  readonly action: string;
  /** An ARN. */
  readonly resource: string;
  readonly context: Context;
}

/** A statement that is about a call: its action, resource and principal match, or may match. */
export interface Hit {
  readonly statement: Statement;
  readonly index: number;
  readonly truth: Truth;
  readonly matched: Matched;
  readonly conditions: readonly JudgedCondition[];
}

const many = (value: unknown): readonly string[] => [value as string | readonly string[]].flat();

const matchesAction = (patterns: unknown, action: string): Truth =>
  truthOf(
    many(patterns).some((pattern) => matchesPieces([{ text: pattern, isLiteral: false }], action, { foldsCase: true })),
  );

/**
 * Variables are valid only in the last part of an ARN. One without a value makes the statement not match: `undefined`. Source: AWS,
 * IAM User Guide, "IAM policy elements: Variables and tags", Resource element.
 */
const matchesResource = (
  patterns: unknown,
  version: string | undefined,
  { resource, context }: PolicyRequest,
): Truth | undefined => {
  const each = many(patterns).map((pattern): Truth | undefined => {
    if (pattern === '*') return 'yes';
    const isEarly = version === POLICY_VERSION && /\$\{(?![*?$]\})/.test(pattern.split(':').slice(0, 5).join(':'));
    const pieces = expandVariables(pattern, version, context);
    if (isEarly || pieces === 'unresolved') return undefined;
    return pieces === 'unknown' ? 'unknown' : truthOf(matchesArn(pieces, resource));
  });
  return each.includes(undefined) ? undefined : any(each as readonly Truth[]);
};

const coversAction = (statement: Statement, action: string): Truth =>
  statement['NotAction'] === undefined
    ? matchesAction(statement.Action ?? [], action)
    : not(matchesAction(statement['NotAction'], action));

const coversResource = (statement: Statement, version: string | undefined, request: PolicyRequest): Truth => {
  if (statement['NotResource'] !== undefined) {
    const covered = matchesResource(statement['NotResource'], version, request);
    return covered === undefined ? 'no' : not(covered);
  }
  // A trust policy has no Resource: it applies to its own role.
  if (statement.Resource === undefined) return 'yes';
  return matchesResource(statement.Resource, version, request) ?? 'no';
};

/** The statements of a document that are about a call, whether their conditions hold or not. */
export const hitsOf = ({ Version, Statement }: PolicyDocument, request: PolicyRequest): readonly Hit[] =>
  Statement.flatMap((statement, index) => {
    const matched = matchPrincipal(statement, request.caller);
    if (Object.keys(matched).length === 0) return [];
    const covers = all([coversAction(statement, request.action), coversResource(statement, Version, request)]);
    if (covers === 'no') return [];
    const conditions = judgeConditions(statement, Version, request.context);
    const truth = all([covers, any(Object.values(matched)), ...conditions.map((one) => one.truth)]);
    return [{ statement, index, truth, matched, conditions }];
  });
