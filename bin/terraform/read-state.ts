import { iamRegionOf } from '../../functions/adapters/iam/connection.ts';
import type { TerraformState } from '../../functions/core/catalog/catalog.ts';
import type { NamedPolicy } from '../../functions/core/doctor/facts.ts';
import type { Seen, StateFacts } from '../../functions/core/doctor/state-side.ts';
import { accountOf, nameOf, partitionOf, type RoleArn } from '../../functions/core/names.ts';
import { accountOfKey } from '../../functions/core/terraform/state-policies.ts';
import { type PolicyDocument, parsePolicy } from '../../functions/core/trust/documents.ts';
import { type Answer, type CallAws, notSeen } from './aws-program.ts';

interface Deps {
  readonly call: CallAws;
  /** The profile for an account; undefined for the credentials of the environment. */
  readonly profileOf: (accountId: string) => string | undefined;
}

type Refused = Extract<Answer, { kind: 'refused' }>;

/** The AWS CLI prints IAM documents as JSON, and S3 and KMS documents as text. */
const documentOf = (value: unknown): PolicyDocument =>
  parsePolicy(typeof value === 'string' ? value : JSON.stringify(value));

const createReadRole =
  ({ call, profileOf }: Deps) =>
  async (roleArn: RoleArn): Promise<StateFacts['role']> => {
    const profile = profileOf(accountOf(roleArn));
    const name = nameOf(roleArn);
    const iam = (...args: readonly string[]) =>
      call(['iam', ...args, '--region', iamRegionOf(partitionOf(roleArn))], profile);
    const inline = await iam('list-role-policies', '--role-name', name);
    if (inline.kind === 'refused') return inline.code === 'NoSuchEntity' ? { kind: 'missing' } : notSeen(inline);
    const attached = await iam('list-attached-role-policies', '--role-name', name);
    if (attached.kind === 'refused') return notSeen(attached);

    const policies: NamedPolicy[] = [];
    for (const policy of inline.json['PolicyNames'] as readonly string[]) {
      const read = await iam('get-role-policy', '--role-name', name, '--policy-name', policy);
      if (read.kind === 'refused') return notSeen(read);
      policies.push({ name: policy, how: 'inline', document: documentOf(read.json['PolicyDocument']) });
    }
    for (const { PolicyArn } of attached.json['AttachedPolicies'] as readonly { PolicyArn: string }[]) {
      const policy = await iam('get-policy', '--policy-arn', PolicyArn);
      if (policy.kind === 'refused') return notSeen(policy);
      const { DefaultVersionId } = policy.json['Policy'] as { DefaultVersionId: string };
      const read = await iam('get-policy-version', '--policy-arn', PolicyArn, '--version-id', DefaultVersionId);
      if (read.kind === 'refused') return notSeen(read);
      const { Document } = read.json['PolicyVersion'] as { Document: unknown };
      policies.push({ name: PolicyArn, how: 'attached', document: documentOf(Document) });
    }
    return { kind: 'seen', value: policies };
  };

/** A bucket setting that may not exist. */
const readSetting = <Value>(
  answer: Answer,
  absent: string,
  read: (json: Readonly<Record<string, unknown>>) => Value,
): Seen<Value | undefined> => {
  if (answer.kind === 'ok') return { kind: 'seen', value: read(answer.json) };
  return answer.code === absent ? { kind: 'seen', value: undefined } : notSeen(answer);
};

const ownershipIn = (json: Readonly<Record<string, unknown>>): string | undefined =>
  (json['OwnershipControls'] as { Rules?: readonly { ObjectOwnership?: string }[] }).Rules?.[0]?.ObjectOwnership;

interface EncryptionRules {
  readonly Rules?: readonly {
    readonly ApplyServerSideEncryptionByDefault?: { readonly SSEAlgorithm?: string; readonly KMSMasterKeyID?: string };
  }[];
}

const keyIn = (json: Readonly<Record<string, unknown>>): string | undefined => {
  const { Rules: [rule] = [] } = json['ServerSideEncryptionConfiguration'] as EncryptionRules;
  const key = rule?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID;
  // Comparing a key ID or an alias with the ARN of the catalog would need another call.
  return key?.startsWith('arn:') && key.includes(':key/') ? key : undefined;
};

/** Reads the state resources of a bundle with the operator's own credentials. Changes nothing. */
export const createReadState = (deps: Deps) => {
  const readRole = createReadRole(deps);
  return async (bundle: string, state: TerraformState, roleArn: RoleArn): Promise<StateFacts> => {
    const { call, profileOf } = deps;
    const s3 = (operation: string) =>
      call(['s3api', operation, '--bucket', state.bucket, '--region', state.region], profileOf(state.accountId));
    const policy = await s3('get-bucket-policy');
    const isMissing = (answer: Answer): answer is Refused =>
      answer.kind === 'refused' && answer.code === 'NoSuchBucket';
    const { kmsKey } = state;
    const key =
      kmsKey === undefined
        ? undefined
        : await call(
            ['kms', 'get-key-policy', '--key-id', kmsKey, '--policy-name', 'default', '--region', state.region],
            profileOf(accountOfKey(kmsKey)),
          );
    return {
      bundle,
      state,
      roleArn,
      role: await readRole(roleArn),
      bucketPolicy: isMissing(policy)
        ? { kind: 'missing' }
        : readSetting(policy, 'NoSuchBucketPolicy', (json) => documentOf(json['Policy'])),
      ownership: readSetting(await s3('get-bucket-ownership-controls'), 'OwnershipControlsNotFoundError', ownershipIn),
      encryption: readSetting(
        await s3('get-bucket-encryption'),
        'ServerSideEncryptionConfigurationNotFoundError',
        keyIn,
      ),
      ...(key === undefined
        ? {}
        : {
            keyPolicy:
              key.kind === 'ok' ? ({ kind: 'seen', value: documentOf(key.json['Policy']) } as const) : notSeen(key),
          }),
    };
  };
};
