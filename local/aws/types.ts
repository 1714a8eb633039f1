import type { Faults } from './fault-types.ts';
import type { HttpRequest } from './http/request.ts';
import type { Decision } from './policy/decide.ts';
import type { PolicyDocument } from './policy/document.ts';
import type { LocalQueue } from './queue-types.ts';
import type { Seed, Tags } from './seed-types.ts';
import type { AccountView, RoleView, UserView } from './view-types.ts';
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
  /** iam, sts, s3, kms, sqs, dynamodb, secretsmanager or organizations. */
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

/** A request to a service that the local AWS does not run itself, such as an API of API Gateway. */
export interface SignedRequest {
  readonly request: HttpRequest;
  /** The service that it must be signed for: `execute-api`. */
  readonly service: string;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
  readonly resourcePolicy?: PolicyDocument;
}

/** The caller, or the answer of AWS to a request that it refuses. */
export type SignedRequestVerdict =
  | {
      readonly kind: 'signed';
      readonly arn: string;
      readonly userId: string;
      readonly accountId: string;
      readonly accessKeyId: string;
    }
  | { readonly kind: 'refused'; readonly status: number; readonly code: string; readonly body: string };

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
  /** Verifies the signature of a request and decides its action, as API Gateway does for methods with AWS_IAM. */
  verifySigned(request: SignedRequest): SignedRequestVerdict;

  queue(name: string): LocalQueue;
  readonly faults: Faults;
  /** The calls since the start or the last reset (the last 10,000), oldest first. */
  calls(filter?: CallFilter): readonly CallRecord[];
  resetCalls(): void;
  close(): Promise<void>;
}
