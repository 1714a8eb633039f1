import { contextOf, type Facts } from '../../../functions/core/policy/context.ts';
import type { Caller } from '../../../functions/core/policy/principals.ts';
import type { Policies, PolicySource } from '../../../functions/core/policy/sides.ts';
import type { PolicyRequest } from '../../../functions/core/policy/statement.ts';
import type { Decidable } from '../../../functions/core/policy/verdict.ts';
import type { Statement } from '../../../functions/core/trust/documents.ts';

export const OWN = '222222222222';
export const OTHER = '333333333333';
export const ROLE = `arn:aws:iam::${OWN}:role/team/tf-state`;
export const OBJECT = 'arn:aws:s3:::states/prod/app.tfstate';
export const CALLER: Caller = { kind: 'role', accountId: OWN, arn: ROLE, sessionName: 'alice' };

export const aRequest = (facts: Facts = {}, more: Partial<PolicyRequest> = {}): PolicyRequest => ({
  caller: CALLER,
  action: 's3:GetObject',
  resource: OBJECT,
  context: contextOf(facts),
  ...more,
});

export const NO_POLICIES: Policies = { policies: [], unread: [] };
export const UNREAD: Policies = {
  policies: [],
  unread: [{ kind: 'not_seen', why: 'AccessDenied.', fix: 'Use another profile.' }],
};

/** The policies of one side. */
export const policiesOf = (...statements: readonly Partial<Statement>[]): Policies => {
  const source: PolicySource = { kind: 'inline', accountId: OWN, of: ROLE, policy: 'p' };
  const Statement = statements.map((one) => ({ Effect: 'Allow', Action: '*', Resource: '*', ...one }));
  return { policies: [{ source, document: { Version: '2012-10-17', Statement } }], unread: [] };
};

/** A call that the role's own policy allows, in its own account. */
export const aDecidable = (changed: Partial<Decidable> = {}): Decidable => ({
  request: aRequest(),
  resourceAccount: OWN,
  identity: policiesOf({}),
  scp: [],
  rcp: NO_POLICIES,
  resource: NO_POLICIES,
  ...changed,
});
