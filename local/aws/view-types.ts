import type { PolicyDocument } from './policy/document.ts';
import type { InlinePolicies, Quotas, Tags } from './seed-types.ts';

/** A role with the data of GetRole and its policies. */
export interface RoleView {
  readonly arn: string;
  readonly accountId: string;
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly createdAt: Date;
  readonly description?: string;
  readonly maxSessionDurationSeconds: number;
  /** Principals as IAM shows them: ARNs, or the unique id of a deleted entity. */
  readonly trustPolicy: PolicyDocument;
  readonly inlinePolicies: InlinePolicies;
  readonly attachedPolicies: readonly string[];
  readonly permissionsBoundary?: string;
  readonly tags: Tags;
}

/** A user with the data of GetUser and its policies. */
export interface UserView {
  readonly arn: string;
  readonly accountId: string;
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly createdAt: Date;
  readonly inlinePolicies: InlinePolicies;
  readonly attachedPolicies: readonly string[];
  readonly permissionsBoundary?: string;
  readonly tags: Tags;
  readonly accessKeyIds: readonly string[];
}

export interface AccountView {
  readonly id: string;
  readonly alias?: string;
  readonly quotas: Quotas;
  readonly users: readonly UserView[];
  readonly roles: readonly RoleView[];
  /** Names of customer managed policies. */
  readonly policies: readonly string[];
  readonly buckets: readonly string[];
  readonly queues: readonly string[];
}
