import type { AccountId } from '../../core/names.ts';
import type { PolicyDocument } from '../../core/trust/documents.ts';

/** The keys of a test user or of a session. */
export interface LabKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What AWS answers: a value, or a refusal with its error code. Other faults, such as a network error, are thrown. */
export type Answer<Value = unknown> =
  | { readonly kind: 'ok'; readonly value: Value }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

export interface LabTag {
  readonly Key: string;
  readonly Value: string;
}

/** The parameters of AssumeRole. */
export interface AssumeInput {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly sourceIdentity?: string;
  readonly tags?: readonly LabTag[];
  readonly transitiveTagKeys?: readonly string[];
  readonly code?: { readonly serialNumber: string; readonly tokenCode: string };
}

/** A request that is signed as the step asks, instead of as a correct client would. */
export interface OddRequest {
  readonly service: 'iam' | 'sts' | 'table' | 'queue';
  /** The operation, in the spelling of the service. Each is one that needs no input. */
  readonly operation: string;
  readonly keys: LabKeys;
  readonly signedAt: Date;
  readonly region?: string;
  /** A presigned URL for so many seconds, instead of signed headers. */
  readonly presignedSeconds?: number;
  readonly hasWrongSignature?: boolean;
}

/** The user that a step acts as, or the operator. */
type As = LabKeys | undefined;

/** IAM and STS of one account, as `selftest --assumptions` uses them. Names are those of test users and test roles. */
export interface Lab {
  readonly account: AccountId;
  readonly partition: string;
  createUser(name: string, boundary?: string): Promise<Answer<{ readonly arn: string }>>;
  createAccessKey(user: string): Promise<Answer<LabKeys>>;
  getUser(name: string, as?: As): Promise<Answer<{ readonly name: string }>>;
  putUserPolicy(user: string, name: string, document: PolicyDocument): Promise<Answer>;
  createRole(
    name: string,
    trust: PolicyDocument | string,
  ): Promise<Answer<{ readonly arn: string; readonly id: string }>>;
  getRole(name: string, as?: As): Promise<Answer<{ readonly trust: PolicyDocument; readonly tags: readonly LabTag[] }>>;
  listRolePolicies(name: string, as?: As): Promise<Answer<readonly string[]>>;
  putTrust(role: string, trust: PolicyDocument | string): Promise<Answer>;
  putRolePolicy(role: string, name: string, document: PolicyDocument): Promise<Answer>;
  tagRole(role: string, tags: readonly LabTag[]): Promise<Answer>;
  trustQuota(): Promise<Answer<number>>;
  createMfaDevice(name: string): Promise<Answer<{ readonly serialNumber: string; readonly seed: string }>>;
  enableMfaDevice(user: string, serialNumber: string, codes: readonly [string, string]): Promise<Answer>;
  assume(as: LabKeys, input: AssumeInput): Promise<Answer<LabKeys>>;
  sessionToken(as: LabKeys): Promise<Answer<LabKeys>>;
  send(request: OddRequest): Promise<Answer>;
  /** The code of a virtual MFA device at a time. */
  codeAt(seed: string, at: Date): string;
  /** ARNs of everything under the test path, and of the test devices. */
  list(): Promise<readonly string[]>;
  /** Removes a test user with its keys, policies and devices, a test role with its policies, or a test device. */
  remove(arn: string): Promise<Answer>;
}
