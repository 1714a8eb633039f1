import { type AccountId, accountOf, partitionOf, type RoleArn } from '../names.ts';
import type { PolicyDocument, Statement } from '../trust/documents.ts';

/** A remote state as its policies see it. */
export interface StateAccess {
  readonly roleArn: RoleArn;
  readonly bucket: string;
  readonly keys: readonly string[];
  /** ARN of the customer-managed key of the bucket. */
  readonly kmsKey?: string;
}

/** The minimal policies for one state role, to be added to your own. */
export interface StatePolicies {
  /** A policy of the state role. */
  readonly role: PolicyDocument;
  /** The policy of the bucket: needed where the role lives in another account, and harmless elsewhere. */
  readonly bucket: PolicyDocument;
  /** A statement more for the policy of the KMS key. */
  readonly key?: PolicyDocument;
}

/** Where workspaces but the default one are kept: Terraform lists it at every init. */
const WORKSPACES = 'env:/';

export const lockOf = (key: string): string => `${key}.tflock`;

const document = (Statement: readonly Statement[]): PolicyDocument => ({ Version: '2012-10-17', Statement });

/** The role is named in a condition, so the policy still works after the role is deleted and created again. */
const byRole = (roleArn: RoleArn) => ({
  Principal: { AWS: `arn:${partitionOf(roleArn)}:iam::${accountOf(roleArn)}:root` },
  Condition: { ArnEquals: { 'aws:PrincipalArn': roleArn } },
});

const objectStatements = ({ roleArn, bucket, keys }: StateAccess): readonly Statement[] => {
  const bucketArn = `arn:${partitionOf(roleArn)}:s3:::${bucket}`;
  return [
    {
      Sid: 'TerraformListsStates',
      Effect: 'Allow',
      Action: ['s3:ListBucket'],
      Resource: bucketArn,
      // IfExists: reading a state that is not there yet is a 404 for those only who may list, and names no prefix.
      Condition: { StringEqualsIfExists: { 's3:prefix': [WORKSPACES, ...keys] } },
    },
    {
      Sid: 'TerraformReadsAndWritesStates',
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:PutObject'],
      Resource: keys.map((key) => `${bucketArn}/${key}`),
    },
    {
      Sid: 'TerraformLocksStates',
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
      Resource: keys.map((key) => `${bucketArn}/${lockOf(key)}`),
    },
  ];
};

const keyStatement = (resource: string): Statement => ({
  Sid: 'TerraformEncryptsStates',
  Effect: 'Allow',
  Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
  Resource: resource,
});

/** The least policy documents for a role, a bucket and a key that Terraform's S3 backend works with. */
export const statePolicies = (access: StateAccess): StatePolicies => {
  const { roleArn, kmsKey } = access;
  const { Principal, Condition } = byRole(roleArn);
  return {
    role: document([...objectStatements(access), ...(kmsKey === undefined ? [] : [keyStatement(kmsKey)])]),
    bucket: document(
      objectStatements(access).map(({ Condition: own, ...statement }) => ({
        ...statement,
        Principal,
        Condition: { ...own, ...Condition },
      })),
    ),
    ...(kmsKey === undefined ? {} : { key: document([{ ...keyStatement('*'), Principal, Condition }]) }),
  };
};

/** The account a KMS key belongs to, as its ARN says. */
export const accountOfKey = (arn: string): AccountId => arn.split(':')[4] as AccountId;
