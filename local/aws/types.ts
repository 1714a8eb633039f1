import type { Faults } from './fault-types.ts';
import type { Decision } from './policy/decide.ts';
import type { PolicyDocument } from './policy/document.ts';
import type { LocalQueue } from './queue-types.ts';
import type { Partition } from './world/partition.ts';

/** Where the local AWS takes the time from: ends, session lifetimes, deduplication and visibility all follow it. */
export interface Clock {
  now(): Date;
}

/** Runs a task later and returns how to cancel it. Only the queues use one. */
export interface Scheduler {
  after(delayMs: number, task: () => void): () => void;
}

export interface LocalAwsOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 4566; 0 takes a free one. */
  readonly port?: number;
  /** Default the real clock. With one of your own, the freshness of signatures is not checked (clients sign in real time). */
  readonly clock?: Clock;
  /**
   * Delivers queue messages by itself. Default: real timers with the real clock, none with a clock of your own, where
   * `queue(name).drain()` delivers.
   */
  readonly scheduler?: Scheduler;
  /** A directory that keeps everything over a restart (created when missing). Without it all is in memory. */
  readonly statePath?: string;
  /** Default us-east-1. The partition follows from the region. */
  readonly region?: string;
  /**
   * Whether signatures expire. Default: only with the real clock. With another clock, clients must sign with that clock's time.
   */
  readonly checksFreshness?: boolean;
  /** Called after each call was answered, for a live display. */
  readonly onCall?: (call: CallRecord) => void;
}

/** What a client signs with; sessions carry a token and an end. */
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
  /** ARNs of managed policies: those of AWS in world/managed-policies.ts, or seeded ones. */
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
  /** How long a failed message stays away. Default 30. */
  readonly visibilityTimeoutSeconds?: number;
  /** After this many receives a message moves to the dead letters. Default 5. */
  readonly maxReceives?: number;
}

export interface BucketSeed {
  readonly name: string;
  readonly policy?: PolicyDocument;
  /** The customer-managed key that encrypts the bucket; its policy must admit the caller. */
  readonly kmsKeyArn?: string;
  /** Object lock: every version is kept, and none can be taken away. */
  readonly isLocked?: boolean;
}

export interface KmsKeySeed {
  readonly arn: string;
  readonly policy: PolicyDocument;
}

/** Quotas that a test or an operator may set; the defaults are those of a new AWS account. */
export interface Quotas {
  /** Characters of a trust policy without white space. Default 2048. */
  readonly assumeRolePolicySize: number;
  /** Sum of the inline policies of a role. Default 10240. */
  readonly rolePolicySize: number;
  /** Sum of the inline policies of a user. Default 2048. */
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
  /** Customer-managed policies: name to document. */
  readonly policies?: InlinePolicies;
  readonly buckets?: readonly BucketSeed[];
  readonly kmsKeys?: readonly KmsKeySeed[];
  readonly queues?: readonly QueueSeed[];
}

/** A world to begin with. Seeding is idempotent: what exists already, by its ARN, stays as it is. */
export interface Seed {
  readonly accounts: readonly AccountSeed[];
}

/** A role as GetRole and its policy calls would show it. */
export interface RoleView {
  readonly arn: string;
  readonly accountId: string;
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly createdAt: Date;
  readonly description?: string;
  readonly maxSessionDurationSeconds: number;
  /** Principals as IAM shows them: ARNs, or the raw unique id of an entity that is gone. */
  readonly trustPolicy: PolicyDocument;
  readonly inlinePolicies: InlinePolicies;
  readonly attachedPolicies: readonly string[];
  readonly permissionsBoundary?: string;
  readonly tags: Tags;
}

/** A user as GetUser and its policy calls would show it. */
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

/** What changes on a role behind the product's back; what is left out stays. A policy given as null is deleted. */
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
  /** The account acted upon: the role's for AssumeRole, else the caller's. Empty when the caller is unknown. */
  readonly account: string;
  /** Name of the role, user, bucket, table or queue acted upon. */
  readonly resource: string;
  /** ARN of the caller, empty when unknown. */
  readonly caller: string;
  /** The code of the error that was answered, injected ones included. */
  readonly error?: string;
  readonly message?: string;
}

export type CallFilter = Partial<Pick<CallRecord, 'service' | 'operation' | 'account' | 'resource' | 'error'>>;

export interface SessionRequest {
  readonly roleArn: string;
  readonly sessionName: string;
  /** Any length, also past MaxSessionDuration. Default: the role's MaxSessionDuration. */
  readonly durationSeconds?: number;
  readonly multiFactorAuthenticated?: boolean;
  /** Source identity from the identity provider. Every role that the session assumes inherits it. */
  readonly sourceIdentity?: string;
  readonly tags?: Tags;
  /** Which of the tags are inherited. */
  readonly transitiveTagKeys?: readonly string[];
}

export interface LocalAws {
  readonly url: string;
  readonly port: number;
  readonly region: string;
  readonly partition: Partition;
  /** Adds what is missing. Throws when a document would be refused by IAM. */
  seed(seed: Seed): void;

  account(id: string): AccountView | undefined;
  accounts(): readonly AccountView[];
  role(arn: string): RoleView | undefined;
  user(arn: string): UserView | undefined;
  /** Changes a role as somebody else would, checked like an IAM call (throws AwsError), not logged. */
  editRole(arn: string, edit: RoleEdit): void;
  removeRole(arn: string): void;
  removeUser(arn: string): void;

  /** The first access key of a user; throws when there is none. */
  credentialsOf(userArn: string): Credentials;
  /** The root user of an account, who may do everything there: for seeding and meddling through real clients. */
  rootCredentials(accountId: string): Credentials;
  /** A session without asking the trust policy: federated people, Lambda execution roles. */
  issueSession(request: SessionRequest): Credentials;
  /** Serial number and current code of a user's first MFA device. Throws if there is none. */
  mfaOf(userArn: string): { readonly serialNumber: string; readonly tokenCode: string };
  /** Replaces the service control policies of an account; undefined removes them. */
  setServiceControlPolicies(accountId: string, policies: readonly PolicyDocument[] | undefined): void;
  /** What AssumeRole would decide now, without HTTP and without a session. */
  decideAssumeRole(request: {
    readonly as: Credentials;
    readonly roleArn: string;
    readonly sessionName: string;
    readonly externalId?: string;
    readonly sourceIdentity?: string;
  }): Decision;
  /** What a call with these credentials would be decided now. Expired credentials are ImplicitlyDenied. */
  decideAction(request: { readonly as: Credentials; readonly action: string; readonly resource?: string }): Decision;

  queue(name: string): LocalQueue;
  readonly faults: Faults;
  /** What was called since the start or the last reset (the last 10,000), oldest first. */
  calls(filter?: CallFilter): readonly CallRecord[];
  resetCalls(): void;
  close(): Promise<void>;
}
