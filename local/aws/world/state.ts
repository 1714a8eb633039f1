import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PolicyDocument } from '../policy/document.ts';
import type { Quotas } from '../seed-types.ts';
import type { Partition } from './partition.ts';

export interface AccessKeyState {
  readonly id: string;
  readonly secret: string;
  readonly createdAt: string;
  status: 'Active' | 'Inactive';
}

/** The properties that users and roles share. Attached policies are ARNs. */
interface EntityState {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly createdAt: string;
  inlinePolicies: Record<string, PolicyDocument>;
  attachedPolicies: string[];
  /** ARN of a managed policy. */
  permissionsBoundary?: string;
  tags: Record<string, string>;
}

export interface MfaDeviceState {
  readonly serialNumber: string;
  /** Base32, as in a QR code. */
  readonly secret: string;
  readonly enabledAt: string;
  /** The last 30-second step whose code was used. Each code can be used once. */
  lastStep?: number;
}

export interface UserState extends EntityState {
  accessKeys: AccessKeyState[];
  mfaDevices?: MfaDeviceState[];
}

export interface RoleState extends EntityState {
  description?: string;
  maxSessionDurationSeconds: number;
  /** Contains unique ids instead of the ARNs of users and roles, as IAM stores it. */
  trustPolicy: PolicyDocument;
}

export interface SessionState {
  readonly secret: string;
  readonly token: string;
  readonly accountId: string;
  /**
   * Unique id of the role, or of the user for GetSessionToken. A role that is deleted and recreated has a new id, so
   * none of its old sessions work.
   */
  readonly roleId: string;
  /** Empty for sessions of GetSessionToken. */
  readonly sessionName: string;
  readonly issuedAt: string;
  readonly expiresAt: string;
  readonly isMultiFactorAuthenticated: boolean;
  readonly sourceIdentity?: string;
  /** Session tags, passed and inherited. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly transitiveTagKeys?: readonly string[];
  readonly sessionPolicies?: readonly PolicyDocument[];
}

export interface ObjectState {
  /** The id of the bytes. Each write has a new id, so that a reader never receives parts of two versions. */
  readonly contentId: string;
  readonly size: number;
  readonly etag: string;
  readonly modifiedAt: string;
  /** Content type, metadata and other headers, returned as they were sent. */
  readonly headers: Readonly<Record<string, string>>;
  readonly kmsKeyArn?: string;
  /** Encrypted with an S3 Bucket Key. */
  readonly hasBucketKey?: boolean;
  /** The account that wrote and owns the object. Absent: the owner of the bucket. */
  readonly ownerId?: string;
  /** Default private. */
  readonly acl?: 'bucket-owner-read' | 'bucket-owner-full-control';
}

/** Source: AWS, S3 API Reference, OwnershipControlsRule. */
export type ObjectOwnership = 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter';

/** One of several versions of a key: the written object, or a delete marker if there is none. */
export interface VersionState {
  readonly id: string;
  readonly at: string;
  readonly object?: ObjectState;
}

export interface BucketState {
  readonly name: string;
  /** Default: the region of the local AWS. */
  readonly region?: string;
  readonly createdAt: string;
  /** Every version is kept, and none can be deleted. */
  isLocked?: true;
  /** For buckets with Object Lock: versions by key, oldest first. */
  versions?: Record<string, readonly VersionState[]>;
  /** By key. */
  objects: Record<string, ObjectState>;
  policy?: PolicyDocument;
  /** The default key: an ARN, or a key ID or alias, which names a key of the account of each writer. */
  kmsKeyArn?: string;
  hasBucketKey?: boolean;
  /** Default BucketOwnerEnforced. `removed`: the bucket has no ownership controls. */
  ownership?: ObjectOwnership | 'removed';
}

export interface MessageState {
  readonly messageId: string;
  readonly body: string;
  readonly groupId: string;
  readonly deduplicationId: string;
  readonly sequence: number;
  readonly sentAt: string;
  readonly senderId: string;
  receives: number;
  firstReceivedAt?: string;
  visibleAt: string;
}

export interface QueueState {
  readonly name: string;
  visibilityTimeoutSeconds: number;
  /** 0: messages are never moved to a dead-letter queue, because there is none. */
  maxReceives: number;
  /** The name of the dead-letter queue. Default: the name with `-dead-letters`. Its messages are in `deadLetters`. */
  deadLetterQueue?: string;
  /** Attributes that CreateQueue received. */
  attributes?: Record<string, string>;
  messages: MessageState[];
  deadLetters: MessageState[];
  lastSequence: number;
  /** By deduplication id: the message and the time it was sent. */
  seen: Record<string, { readonly messageId: string; readonly sequence: number; readonly at: string }>;
}

export interface AccountState {
  readonly id: string;
  readonly partition?: Partition;
  readonly createdAt: string;
  readonly rootKey: { readonly id: string; readonly secret: string };
  alias?: string;
  organizationId?: string;
  quotas: Partial<Quotas>;
  /** Evaluated as if all were attached to the account. */
  serviceControlPolicies?: readonly PolicyDocument[];
  users: Record<string, UserState>;
  /** Virtual MFA devices that no user has, by serial number. */
  virtualMfaDevices?: Record<string, { readonly secret: string }>;
  roles: Record<string, RoleState>;
  policies: Record<string, { readonly document: PolicyDocument; readonly createdAt: string; readonly path?: string }>;
  buckets: Record<string, BucketState>;
  /** By ARN. */
  kmsKeys: Record<string, KmsKeyState>;
  /** ARNs of keys by alias ARN. */
  kmsAliases?: Record<string, string>;
  queues: Record<string, QueueState>;
  /** By name. */
  secrets?: Record<string, SecretState>;
  /** Settings of tables that the engine does not have, by table name. */
  tables?: Record<string, TableState>;
}

/** A grant of a KMS key: operations that one principal may use it for. */
export interface KmsGrantState {
  readonly id: string;
  readonly name?: string;
  readonly grantee: string;
  readonly operations: readonly string[];
  readonly constraints: {
    readonly EncryptionContextEquals?: Readonly<Record<string, string>>;
    readonly EncryptionContextSubset?: Readonly<Record<string, string>>;
  };
  readonly issuedBy: string;
  readonly createdAt: string;
}

export interface KmsKeyState {
  policy: PolicyDocument;
  grants?: readonly KmsGrantState[];
  /** 32 bytes in base64; made at the first use if absent. */
  material?: string;
  readonly createdAt?: string;
  readonly description?: string;
  /** Default Enabled. */
  status?: 'Enabled' | 'Disabled' | 'PendingDeletion';
  deletionAt?: string;
  rotates?: boolean;
  /** A key that AWS manages. Default: the customer manages it. */
  readonly manager?: 'AWS';
  readonly tags?: readonly { readonly TagKey: string; readonly TagValue: string }[];
}

/** A secret of Secrets Manager with its current version. */
export interface SecretState {
  readonly arn: string;
  readonly kmsKeyArn?: string;
  value?: string;
  versionId?: string;
}

export interface TableState {
  kmsKeyArn?: string;
  ttlAttribute?: string;
  hasPointInTimeRecovery?: boolean;
  /** Deletion protection. */
  isProtected?: boolean;
}

export interface WorldState {
  readonly version: 1;
  accounts: Record<string, AccountState>;
  /** By access key id. */
  sessions: Record<string, SessionState>;
}

export interface StateStore {
  readonly state: WorldState;
  /** Writes the state atomically: after a crash, the file is either the old one or the new one. */
  save(): void;
}

/** Stores the state in `<directory>/aws.json`, or in memory without a directory. */
export const openStateStore = (directory: string | undefined): StateStore => {
  if (directory === undefined) return { state: { version: 1, accounts: {}, sessions: {} }, save: () => {} };
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'aws.json');
  const state = readState(file);
  return {
    state,
    save: () => {
      const draft = `${file}.${process.pid}.tmp`;
      writeFileSync(draft, `${JSON.stringify(state, null, 1)}\n`, { mode: 0o600 });
      renameSync(draft, file);
    },
  };
};

const readState = (file: string): WorldState => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { version: 1, accounts: {}, sessions: {} };
    throw error;
  }
  const state = JSON.parse(text) as WorldState;
  if (state.version !== 1)
    throw new Error(`${file} was written by another version of the local AWS; delete it to start with an empty state`);
  return state;
};

/** Copies for callers, so that they never share objects with the state. */
export const copyOf = <T>(value: T): T => structuredClone(value);
