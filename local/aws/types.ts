import type { Faults } from './fault-types.ts';
import type { Decision } from './policy/decide.ts';
import type { PolicyDocument } from './policy/document.ts';
import type { LocalQueue } from './queue-types.ts';
import type { Partition } from './world/partition.ts';

/** The clock of the local AWS. Expirations, session lifetimes, deduplication and visibility all use it. */
export interface Clock {
  now(): Date;
}

/** Runs a task later and returns a function that cancels it. Only the queues use timers. */
export interface Scheduler {
  after(delayMs: number, task: () => void): () => void;
}

export interface LocalAwsOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 4566. 0 selects a free port. */
  readonly port?: number;
  /**
   * Default: the system clock. With another clock, signature expiration is not checked, because clients sign in real
   * time.
   */
  readonly clock?: Clock;
  /**
   * Delivers queue messages automatically. Default: system timers with the system clock, none with another clock, where
   * `queue(name).drain()` delivers.
   */
  readonly scheduler?: Scheduler;
  /**
   * A directory that keeps all state over restarts. It is created if it does not exist. Without it, all state is in
   * memory.
   */
  readonly statePath?: string;
  /** Default us-east-1. The region determines the partition. */
  readonly region?: string;
  /**
   * Whether signatures expire. Default: only with the system clock. With another clock, clients must sign with that
   * clock's time.
   */
  readonly checksFreshness?: boolean;
  /** Called after each answered call, for a live display. */
  readonly onCall?: (call: CallRecord) => void;
}

/** Credentials that a client signs with. Sessions have a token and an expiration. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

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
  readonly policy?: PolicyDocument;
  /** The customer managed key that encrypts the bucket. Its key policy must allow the caller. */
  readonly kmsKeyArn?: string;
  /** Object Lock: every version is kept, and none can be deleted. */
  readonly isLocked?: boolean;
}

export interface KmsKeySeed {
  readonly arn: string;
  readonly policy: PolicyDocument;
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
  readonly buckets: readonly string[];
  readonly queues: readonly string[];
}

/** Changes to a role that the bot did not make. Omitted properties stay unchanged. A policy that is null is deleted. */
export interface RoleEdit {
  readonly trustPolicy?: PolicyDocument;
  readonly inlinePolicies?: Readonly<Record<string, PolicyDocument | null>>;
  readonly maxSessionDurationSeconds?: number;
  readonly tags?: Tags;
}

/** One answered call. */
export interface CallRecord {
  readonly sequence: number;
  readonly at: Date;
  readonly durationMs: number;
  /** iam, sts, s3, sqs or dynamodb. */
  readonly service: string;
  /** The API name: `UpdateAssumeRolePolicy`, `AssumeRole`, `ListBuckets`, `PutItem` ... */
  readonly operation: string;
  /**
   * The account that the call acts on: the role's account for AssumeRole, otherwise the caller's. Empty if the caller
   * is unknown.
   */
  readonly account: string;
  /** Name of the role, user, bucket, table or queue that the call acts on. */
  readonly resource: string;
  /** ARN of the caller, empty if unknown. */
  readonly caller: string;
  /** The error code of the answer, including injected errors. */
  readonly error?: string;
  readonly message?: string;
}

export type CallFilter = Partial<Pick<CallRecord, 'service' | 'operation' | 'account' | 'resource' | 'error'>>;

export interface SessionRequest {
  readonly roleArn: string;
  readonly sessionName: string;
  /** Any duration, including more than MaxSessionDuration. Default: the role's MaxSessionDuration. */
  readonly durationSeconds?: number;
  readonly multiFactorAuthenticated?: boolean;
  /** Source identity from the identity provider. Every role that the session assumes inherits it. */
  readonly sourceIdentity?: string;
  readonly tags?: Tags;
  /** Which of the tags are transitive. */
  readonly transitiveTagKeys?: readonly string[];
}

export interface LocalAws {
  readonly url: string;
  readonly port: number;
  readonly region: string;
  readonly partition: Partition;
  /** Adds what is missing. Throws if IAM would reject a document. */
  seed(seed: Seed): void;

  account(id: string): AccountView | undefined;
  accounts(): readonly AccountView[];
  role(arn: string): RoleView | undefined;
  user(arn: string): UserView | undefined;
  /** Changes a role as another administrator would. Validated like an IAM call (throws AwsError), but not logged. */
  editRole(arn: string, edit: RoleEdit): void;
  removeRole(arn: string): void;
  removeUser(arn: string): void;

  /** The first access key of a user. Throws if the user has none. */
  credentialsOf(userArn: string): Credentials;
  /** The root user of an account, who has full access, for setup and out-of-band changes through real clients. */
  rootCredentials(accountId: string): Credentials;
  /** A session that the trust policy does not check, for federated users and Lambda execution roles. */
  issueSession(request: SessionRequest): Credentials;
  /** Serial number and current code of a user's first MFA device. Throws if there is none. */
  mfaOf(userArn: string): { readonly serialNumber: string; readonly tokenCode: string };
  /** Replaces the service control policies of an account. Undefined removes them. */
  setServiceControlPolicies(accountId: string, policies: readonly PolicyDocument[] | undefined): void;
  /** The decision of AssumeRole now, without HTTP and without a session. */
  decideAssumeRole(request: {
    readonly as: Credentials;
    readonly roleArn: string;
    readonly sessionName: string;
    readonly externalId?: string;
    readonly sourceIdentity?: string;
  }): Decision;
  /** The decision for a call with these credentials now. Expired credentials are ImplicitlyDenied. */
  decideAction(request: { readonly as: Credentials; readonly action: string; readonly resource?: string }): Decision;

  queue(name: string): LocalQueue;
  readonly faults: Faults;
  /** The calls since the start or the last reset (the last 10,000), oldest first. */
  calls(filter?: CallFilter): readonly CallRecord[];
  resetCalls(): void;
  close(): Promise<void>;
}
