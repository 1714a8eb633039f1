import type { Principal, TerraformState } from '../../catalog/catalog.ts';
import type { NotSeen, RoleFacts, UserFacts } from '../../doctor/facts.ts';
import type { AccessName, RoleArn } from '../../names.ts';
import type { Policies } from '../../policy/sides.ts';
import type { PolicyDocument } from '../../trust/documents.ts';

/** A value that was read, or why it could not be read. */
export type Seen<Value> = { readonly kind: 'seen'; readonly value: Value } | NotSeen;
export type Found<Value> = Seen<Value> | { readonly kind: 'missing' };

/** The default encryption of a bucket. */
export interface BucketEncryption {
  readonly algorithm: string;
  /** As it was configured: an ARN, an ID or an alias. */
  readonly kmsKey?: string;
  readonly hasBucketKey: boolean;
}

export interface BucketFacts {
  /** Undefined if the bucket has no policy. */
  readonly policy: Found<PolicyDocument | undefined>;
  /** Such as BucketOwnerEnforced; undefined if it was never set. */
  readonly ownership: Seen<string | undefined>;
  readonly encryption: Seen<BucketEncryption | undefined>;
  readonly region: Seen<string>;
}

/** One grant of an object ACL. */
export interface AclGrant {
  /** A canonical user ID, or the URI of a group. */
  readonly grantee: string;
  readonly permission: string;
}

/** The object of a state. */
export interface ObjectFacts {
  /** The ARN of its KMS key; undefined for keys of S3. */
  readonly kmsKey?: string;
  /** `unknown`: only the key is known, because the object could not be read. */
  readonly hasBucketKey: boolean | 'unknown';
}

export interface StateObject {
  readonly object: Found<ObjectFacts>;
  /** The account of the credentials to which S3 refused the object without naming a policy, as it does if its ACL refuses. */
  readonly refusedTo?: string;
  /** The canonical user ID of its owner. Read only while the bucket does not enforce its ownership. */
  readonly owner?: Seen<string>;
  readonly acl?: Seen<readonly AclGrant[]>;
}

/** One grant of a KMS key. */
export interface KeyGrant {
  readonly grantee: string;
  readonly operations: readonly string[];
  readonly contextEquals?: Readonly<Record<string, string>>;
  readonly contextSubset?: Readonly<Record<string, string>>;
}

export interface KeyFacts {
  readonly policy: Found<PolicyDocument>;
  readonly grants: Seen<readonly KeyGrant[]>;
  readonly description: Found<{ readonly state: string; readonly isAwsManaged: boolean }>;
}

/** What the organization of an account limits. */
export interface OrganizationFacts {
  /** Undefined for an account outside of organizations. */
  readonly id?: string;
  /** Service control policies by level, from the root to the account. */
  readonly scp: readonly Policies[];
  readonly rcp: Policies;
}

/** A user or role of an account, with all its policies. */
export interface StandingPrincipal {
  readonly arn: string;
  readonly policies: Policies;
  readonly boundary?: Policies;
}

/** The remote state of a bundle as read with the credentials of the operator. */
export interface StateFacts {
  readonly settings: TerraformState;
  /** For `terraform_remote_state`: neither written nor locked. */
  readonly isReadOnly?: true;
  readonly roleArn: RoleArn;
  readonly bucket: BucketFacts;
  /** By the key of the state. */
  readonly objects: Readonly<Record<string, StateObject>>;
  /** By ARN: the key of the catalog, and the keys of the objects. */
  readonly keys: Readonly<Record<string, KeyFacts>>;
  /** The canonical user IDs of accounts. Read only while the bucket does not enforce its ownership. */
  readonly canonicalIds: Readonly<Record<string, Seen<string>>>;
  /** The users and roles of the account of the bucket. Absent if it was not asked for. */
  readonly principals?: Seen<readonly StandingPrincipal[]>;
}

/** A role that a provider of the bundle assumes. */
export interface ProviderFacts {
  readonly role: AccessName;
  readonly arn: RoleArn;
  readonly region: string;
  readonly alias?: string;
}

/** The user that the diagnosis is for. */
export interface DiagnosedUser {
  readonly principal: Principal;
  /** The IAM user, or the role of a federated user. */
  readonly identity: UserFacts | RoleFacts;
}

export interface TerraformFacts {
  readonly bundle: string;
  readonly now: Date;
  readonly state?: StateFacts;
  /** States of others that the configuration reads. */
  readonly readOnly: readonly StateFacts[];
  readonly providers: readonly ProviderFacts[];
  /** By ARN: the state role and the roles of the providers. */
  readonly roles: Readonly<Record<string, RoleFacts>>;
  /** The roles of the catalog: their access is limited in time. */
  readonly managed: readonly string[];
  /** The roles of the catalog whose sessions may carry tags. */
  readonly withSessionTags: readonly string[];
  readonly user?: DiagnosedUser;
  /** By account. */
  readonly organizations: Readonly<Record<string, Seen<OrganizationFacts>>>;
  /** Values of condition keys that the operator states, such as aws:SourceVpce. */
  readonly given: Readonly<Record<string, string>>;
}

/** The states of a bundle: its own first. */
export const statesOf = ({ state, readOnly }: Pick<TerraformFacts, 'state' | 'readOnly'>): readonly StateFacts[] => [
  ...(state === undefined ? [] : [state]),
  ...readOnly,
];
