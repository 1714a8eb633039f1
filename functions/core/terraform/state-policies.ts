import { type AccountId, accountOf, nameOf, partitionOf, type RoleArn } from '../names.ts';
import type { PolicyDocument, Statement } from '../trust/documents.ts';
import { sidSuffix } from './sids.ts';
import { onlyViaS3 } from './via-s3.ts';
import { objectKeys, WORKSPACES, workspaceKey } from './workspaces.ts';

/** A remote state as its policies see it. */
export interface StateAccess {
  /** The bundle; default: the name of the role. Part of every Sid, so that statements of several bundles fit into one policy. */
  readonly name?: string;
  readonly roleArn: RoleArn;
  readonly bucket: string;
  readonly keys: readonly string[];
  /** ARN of the customer-managed key of the bucket. */
  readonly kmsKey?: string;
  /** Names or patterns of workspaces. */
  readonly workspaces?: readonly string[];
  /** The DynamoDB table that locks, in the region of the bucket and the account of the role. */
  readonly lockTable?: string;
  readonly region?: string;
  /** For `terraform_remote_state`: neither written nor locked. */
  readonly isReadOnly?: boolean;
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

export const lockOf = (key: string): string => `${key}.tflock`;

const document = (Statement: readonly Statement[]): PolicyDocument => ({ Version: '2012-10-17', Statement });

/** The role is named in a condition, so the policy still works after the role is deleted and created again. */
const byRole = (roleArn: RoleArn) => ({
  Principal: { AWS: `arn:${partitionOf(roleArn)}:iam::${accountOf(roleArn)}:root` },
  Condition: { ArnEquals: { 'aws:PrincipalArn': roleArn } },
});

/** A list condition compares patterns only if there are any, because `*` is a character of a plain comparison. */
const listCondition = (listed: readonly string[]): NonNullable<Statement['Condition']> => ({
  // IfExists: a state that does not exist yet is a 404 only for a caller who may list. Whether S3 checks that without a prefix, or with
  // the key, is not documented (docs/assumptions.md, E16), so both are allowed.
  [listed.some((one) => one.includes('*')) ? 'StringLikeIfExists' : 'StringEqualsIfExists']: { 's3:prefix': listed },
});

const suffixOf = ({ name, roleArn, isReadOnly = false }: StateAccess): string =>
  `${sidSuffix(name ?? nameOf(roleArn))}${isReadOnly ? 'ReadOnly' : ''}`;

const objectStatements = (access: StateAccess): readonly Statement[] => {
  const { roleArn, bucket, keys, workspaces = [], isReadOnly = false } = access;
  const bucketArn = `arn:${partitionOf(roleArn)}:s3:::${bucket}`;
  const suffix = suffixOf(access);
  const objects = objectKeys(keys, workspaces);
  const onObjects = (Sid: string, Action: readonly string[], of: readonly string[]): Statement => ({
    Sid: `${Sid}${suffix}`,
    Effect: 'Allow',
    Action,
    Resource: of.map((key) => `${bucketArn}/${key}`),
  });
  return [
    {
      Sid: `TerraformListsStates${suffix}`,
      Effect: 'Allow',
      Action: ['s3:ListBucket'],
      Resource: bucketArn,
      Condition: listCondition([WORKSPACES, ...objects]),
    },
    ...(isReadOnly
      ? [onObjects('TerraformReadsStates', ['s3:GetObject'], objects)]
      : [
          onObjects('TerraformReadsAndWritesStates', ['s3:GetObject', 's3:PutObject'], objects),
          onObjects('TerraformLocksStates', ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], objects.map(lockOf)),
        ]),
    // "terraform workspace delete" removes the object of a workspace, never that of the default one.
    ...(workspaces.length === 0 || isReadOnly
      ? []
      : [
          onObjects(
            'TerraformDeletesWorkspaces',
            ['s3:DeleteObject'],
            workspaces.flatMap((one) => keys.map((key) => workspaceKey(one, key))),
          ),
        ]),
  ];
};

const keyStatement = (access: StateAccess, kmsKey: string, resource: string): Statement => ({
  Sid: `Terraform${access.isReadOnly ? 'DecryptsStates' : 'EncryptsStates'}${suffixOf(access)}`,
  Effect: 'Allow',
  Action: access.isReadOnly ? ['kms:Decrypt'] : ['kms:Decrypt', 'kms:GenerateDataKey'],
  Resource: resource,
  Condition: onlyViaS3(kmsKey),
});

/**
 * The actions of a lock in DynamoDB. Source: HashiCorp, "S3 backend: DynamoDB table permissions", without DescribeTable, which no
 * version calls.
 */
export const LOCK_TABLE_ACTIONS = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'];

const tableStatement = (access: StateAccess): readonly Statement[] => {
  const { roleArn, lockTable, region = '' } = access;
  return lockTable === undefined
    ? []
    : [
        {
          Sid: `TerraformLocksInTable${suffixOf(access)}`,
          Effect: 'Allow',
          Action: LOCK_TABLE_ACTIONS,
          Resource: `arn:${partitionOf(roleArn)}:dynamodb:${region}:${accountOf(roleArn)}:table/${lockTable}`,
        },
      ];
};

/** The least policy documents for a role, a bucket and a key that Terraform's S3 backend works with. */
export const statePolicies = (access: StateAccess): StatePolicies => {
  const { roleArn, kmsKey } = access;
  const { Principal, Condition } = byRole(roleArn);
  const admitting = ({ Condition: own, ...statement }: Statement): Statement => ({
    ...statement,
    Principal,
    Condition: { ...own, ...Condition },
  });
  return {
    role: document([
      ...objectStatements(access),
      ...(kmsKey === undefined ? [] : [keyStatement(access, kmsKey, kmsKey)]),
      ...tableStatement(access),
    ]),
    bucket: document(objectStatements(access).map(admitting)),
    ...(kmsKey === undefined ? {} : { key: document([admitting(keyStatement(access, kmsKey, '*'))]) }),
  };
};

/**
 * One document of several, such as the bucket policy of bundles that share a bucket. Leaves out what another statement says, and
 * gives a repeated Sid a number.
 */
export const mergedPolicy = (documents: readonly PolicyDocument[]): PolicyDocument => {
  const merged = new Map<string, Statement>();
  const said = new Set<string>();
  for (const statement of documents.flatMap((one) => one.Statement)) {
    const { Sid, ...rest } = statement;
    if (said.has(JSON.stringify(rest))) continue;
    said.add(JSON.stringify(rest));
    let sid = Sid ?? '';
    for (let number = 2; merged.has(sid); number += 1) sid = `${Sid}${number}`;
    merged.set(sid, { ...statement, Sid: sid });
  }
  return document([...merged.values()]);
};

/** The account a KMS key belongs to, as its ARN says. */
export const accountOfKey = (arn: string): AccountId => arn.split(':')[4] as AccountId;
