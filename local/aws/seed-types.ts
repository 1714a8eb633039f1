import type { PolicyDocument } from './policy/document.ts';

export type Tags = Readonly<Record<string, string>>;
export type InlinePolicies = Readonly<Record<string, PolicyDocument>>;

export interface UserSeed {
  readonly name: string;
  /** Default "/". */
  readonly path?: string;
  /** Fixed keys, so that profiles stay valid over restarts. Ids have the form AKIA + 16 of A-Z 2-7. */
  readonly accessKeys?: readonly { readonly id: string; readonly secret: string }[];
  readonly inlinePolicies?: InlinePolicies;
  /** ARNs of managed policies: the AWS managed policies in world/managed-policies.ts, or seeded ones. */
  readonly attachedPolicies?: readonly string[];
  /** ARN of the managed policy that is the user's permissions boundary. */
  readonly permissionsBoundary?: string;
  /** Virtual MFA devices: a name and a Base32 secret. The serial number is `arn:aws:iam::ACCOUNT:mfa/NAME`. */
  readonly mfaDevices?: readonly { readonly name: string; readonly secret: string }[];
  readonly tags?: Tags;
}

export interface RoleSeed {
  readonly name: string;
  /** Default "/". Roles under /aws-reserved/ cannot be changed by callers, as in AWS. */
  readonly path?: string;
  readonly description?: string;
  readonly trustPolicy: PolicyDocument;
  /** Default 3600. */
  readonly maxSessionDurationSeconds?: number;
  readonly inlinePolicies?: InlinePolicies;
  readonly attachedPolicies?: readonly string[];
  /** ARN of the managed policy that is the role's permissions boundary. */
  readonly permissionsBoundary?: string;
  readonly tags?: Tags;
}

export interface QueueSeed {
  /** Ends in `.fifo`. */
  readonly name: string;
  /** The visibility timeout of a failed message, in seconds. Default 30. */
  readonly visibilityTimeoutSeconds?: number;
  /** After this many receives, a message moves to the dead-letter queue. Default 5. */
  readonly maxReceives?: number;
}

export interface BucketSeed {
  readonly name: string;
  /** Default: the region of the local AWS. */
  readonly region?: string;
  readonly policy?: PolicyDocument;
  /** The customer managed key that encrypts the bucket. Its key policy must allow the caller. */
  readonly kmsKeyArn?: string;
  /** Encrypts with an S3 Bucket Key. */
  readonly hasBucketKey?: boolean;
  /** Who owns objects that other accounts write. Default BucketOwnerEnforced. */
  readonly ownership?: 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter';
  /** Object Lock: every version is kept, and none can be deleted. */
  readonly isLocked?: boolean;
}

export interface KmsKeySeed {
  /** The region of the ARN is the region of the key. */
  readonly arn: string;
  /** Default: the default key policy, which leaves the decision to the IAM policies of the account. */
  readonly policy?: PolicyDocument;
  /** Names such as `alias/terraform-state`. */
  readonly aliases?: readonly string[];
  /** Default Enabled. */
  readonly status?: 'Enabled' | 'Disabled' | 'PendingDeletion';
}

/** Quotas that a test or an operator can set. The defaults are those of a new AWS account. */
export interface Quotas {
  /** Characters of a trust policy without white space. Default 2048. */
  readonly assumeRolePolicySize: number;
  /** Total characters of the inline policies of a role. Default 10240. */
  readonly rolePolicySize: number;
  /** Total characters of the inline policies of a user. Default 2048. */
  readonly userPolicySize: number;
}

export interface AccountSeed {
  readonly id: string;
  readonly alias?: string;
  /** `aws:PrincipalOrgID` of its principals. */
  readonly organizationId?: string;
  readonly quotas?: Partial<Quotas>;
  /**
   * Service control policies, evaluated as if all were attached to the account: at least one must allow. Default: none, as in an
   * account outside an organization.
   */
  readonly serviceControlPolicies?: readonly PolicyDocument[];
  readonly users?: readonly UserSeed[];
  readonly roles?: readonly RoleSeed[];
  /** Customer managed policies: documents by name. */
  readonly policies?: InlinePolicies;
  readonly buckets?: readonly BucketSeed[];
  readonly kmsKeys?: readonly KmsKeySeed[];
  readonly queues?: readonly QueueSeed[];
}

/** The initial state. Seeding is idempotent: an entity whose ARN exists is not changed. */
export interface Seed {
  readonly accounts: readonly AccountSeed[];
}
