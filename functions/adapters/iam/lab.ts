import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  GetAccountSummaryCommand,
  GetRoleCommand,
  GetUserCommand,
  type IAMClient,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, type Credentials, GetSessionTokenCommand, type STSClient } from '@aws-sdk/client-sts';
import { defined } from '../../core/defined.ts';
import type { AccountId } from '../../core/names.ts';
import { type PolicyDocument, parsePolicy } from '../../core/trust/documents.ts';
import type { Answer, Lab, LabKeys } from '../../usecases/operating/lab-ports.ts';
import { createLabCleaner } from './lab-cleaner.ts';
import { codeAt } from './lab-codes.ts';
import { createOddSender } from './lab-requests.ts';
import { readSdkError } from './sdk-errors.ts';

/** A call that AWS answered. A refusal is a value; what is not an answer of AWS is thrown. */
const answerOf = async <Output, Value>(
  sent: Promise<Output>,
  read: (output: Output) => Value,
): Promise<Answer<Value>> => {
  try {
    return { kind: 'ok', value: read(await sent) };
  } catch (error) {
    const { code, message, status } = readSdkError(error);
    if (status === undefined || status >= 500) throw error;
    return { kind: 'refused', code: code === 'AccessDeniedException' ? 'AccessDenied' : code, message };
  }
};

const keysOf = (issued: Credentials | undefined): LabKeys => ({
  accessKeyId: issued?.AccessKeyId ?? '',
  secretAccessKey: issued?.SecretAccessKey ?? '',
  ...defined({ sessionToken: issued?.SessionToken }),
});

const nothing = (): undefined => undefined;
const textOf = (document: PolicyDocument | string): string =>
  typeof document === 'string' ? document : JSON.stringify(document);

export interface LabOptions {
  readonly account: AccountId;
  readonly partition: string;
  /** The path of all test users and roles, with slashes. */
  readonly path: string;
  /** Where AWS is, if it is not at its public address. */
  readonly endpoint?: string;
  /** The region of STS. */
  readonly region: string;
  readonly operator: IAMClient;
  readonly iamAs: (keys: LabKeys) => IAMClient;
  readonly stsAs: (keys: LabKeys) => STSClient;
}

/** IAM and STS for `selftest --assumptions`. */
export const createLab = (options: LabOptions): Lab => {
  const { account, partition, path, operator, iamAs, stsAs } = options;
  const as = (keys: LabKeys | undefined): IAMClient => (keys === undefined ? operator : iamAs(keys));
  return {
    account,
    partition,
    createUser: (UserName, boundary) =>
      answerOf(
        operator.send(new CreateUserCommand({ UserName, Path: path, PermissionsBoundary: boundary })),
        ({ User }) => ({ arn: User?.Arn ?? '' }),
      ),
    createAccessKey: (UserName) =>
      answerOf(operator.send(new CreateAccessKeyCommand({ UserName })), ({ AccessKey }) => keysOf(AccessKey as never)),
    getUser: (UserName, keys) =>
      answerOf(as(keys).send(new GetUserCommand({ UserName })), ({ User }) => ({ name: User?.UserName ?? '' })),
    putUserPolicy: (UserName, PolicyName, document) =>
      answerOf(
        operator.send(new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument: textOf(document) })),
        nothing,
      ),
    createRole: (RoleName, trust) =>
      answerOf(
        operator.send(new CreateRoleCommand({ RoleName, Path: path, AssumeRolePolicyDocument: textOf(trust) })),
        ({ Role }) => ({ arn: Role?.Arn ?? '', id: Role?.RoleId ?? '' }),
      ),
    getRole: (RoleName, keys) =>
      answerOf(as(keys).send(new GetRoleCommand({ RoleName })), ({ Role }) => ({
        trust: parsePolicy(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '{}')),
        tags: (Role?.Tags ?? []).map(({ Key = '', Value = '' }) => ({ Key, Value })),
      })),
    listRolePolicies: (RoleName, keys) =>
      answerOf(as(keys).send(new ListRolePoliciesCommand({ RoleName })), ({ PolicyNames = [] }) => PolicyNames),
    putTrust: (RoleName, trust) =>
      answerOf(operator.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: textOf(trust) })), nothing),
    putRolePolicy: (RoleName, PolicyName, document) =>
      answerOf(
        operator.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: textOf(document) })),
        nothing,
      ),
    tagRole: (RoleName, tags) => answerOf(operator.send(new TagRoleCommand({ RoleName, Tags: [...tags] })), nothing),
    trustQuota: () =>
      answerOf(
        operator.send(new GetAccountSummaryCommand({})),
        ({ SummaryMap = {} }) => (SummaryMap as Readonly<Record<string, number>>)['AssumeRolePolicySizeQuota'] ?? 2048,
      ),
    createMfaDevice: (VirtualMFADeviceName) =>
      answerOf(
        operator.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName })),
        ({ VirtualMFADevice: { SerialNumber = '', Base32StringSeed } = {} as never }) => ({
          serialNumber: SerialNumber,
          seed: new TextDecoder().decode(Base32StringSeed),
        }),
      ),
    enableMfaDevice: (UserName, SerialNumber, [AuthenticationCode1, AuthenticationCode2]) =>
      answerOf(
        operator.send(new EnableMFADeviceCommand({ UserName, SerialNumber, AuthenticationCode1, AuthenticationCode2 })),
        nothing,
      ),
    assume: (keys, { roleArn, sessionName, sourceIdentity, tags, transitiveTagKeys, code }) =>
      answerOf(
        stsAs(keys).send(
          new AssumeRoleCommand({
            RoleArn: roleArn,
            RoleSessionName: sessionName,
            SourceIdentity: sourceIdentity,
            Tags: tags && [...tags],
            TransitiveTagKeys: transitiveTagKeys && [...transitiveTagKeys],
            SerialNumber: code?.serialNumber,
            TokenCode: code?.tokenCode,
          }),
        ),
        (issued) => keysOf(issued.Credentials),
      ),
    sessionToken: (keys) =>
      answerOf(stsAs(keys).send(new GetSessionTokenCommand({})), (issued) => keysOf(issued.Credentials)),
    send: createOddSender(options),
    codeAt,
    ...createLabCleaner(options, answerOf),
  };
};
