import { describe, expect, it } from 'vitest';
import { parseRoleArn } from '../../../functions/core/names.ts';
import { sidSuffix } from '../../../functions/core/terraform/sids.ts';
import { statePolicies } from '../../../functions/core/terraform/state-policies.ts';

const KEY = 'arn:aws:kms:eu-central-1:333333333333:key/k';
const access = {
  roleArn: parseRoleArn('arn:aws:iam::222222222222:role/tf-state'),
  bucket: 'states',
  keys: ['prod/app.tfstate'],
  kmsKey: KEY,
};
const actionsOn = (document: { Statement: readonly object[] } | undefined, resource: string): readonly string[] =>
  (document?.Statement ?? []).flatMap((statement) => {
    const { Resource, Action } = statement as { Resource: string | readonly string[]; Action: readonly string[] };
    return [Resource].flat().includes(resource) ? Action : [];
  });

describe('the policies for a Terraform state', () => {
  it('allow the role only to list the bucket, read, write and lock the state, and use the KMS key', () => {
    const { role } = statePolicies(access);

    expect(actionsOn(role, 'arn:aws:s3:::states')).toEqual(['s3:ListBucket']);
    expect(actionsOn(role, 'arn:aws:s3:::states/prod/app.tfstate')).toEqual(['s3:GetObject', 's3:PutObject']);
    expect(actionsOn(role, 'arn:aws:s3:::states/prod/app.tfstate.tflock')).toEqual([
      's3:GetObject',
      's3:PutObject',
      's3:DeleteObject',
    ]);
    expect(actionsOn(role, KEY)).toEqual(['kms:Decrypt', 'kms:GenerateDataKey']);
    expect(role.Statement).toHaveLength(4);
  });

  it('allow only that role of the other account in the bucket policy and the key policy', () => {
    const { bucket, key } = statePolicies(access);

    for (const statement of [...bucket.Statement, ...(key?.Statement ?? [])])
      expect(statement).toMatchObject({
        Principal: { AWS: 'arn:aws:iam::222222222222:root' },
        Condition: { ArnEquals: { 'aws:PrincipalArn': access.roleArn } },
      });
    expect(bucket.Statement).toHaveLength(3);
    expect(actionsOn(key, '*')).toEqual(['kms:Decrypt', 'kms:GenerateDataKey']);
  });

  it('allow the key through S3 of its region only, by each name that AWS may use for it', () => {
    const viaOf = (kmsKey: string) =>
      statePolicies({ ...access, kmsKey }).key?.Statement[0]?.Condition?.['StringEquals']?.['kms:ViaService'];

    expect(viaOf(KEY)).toBe(`s3.${KEY.split(':')[3]}.amazonaws.com`);
    expect(viaOf('arn:aws-cn:kms:cn-north-1:333333333333:key/1')).toEqual([
      's3.cn-north-1.amazonaws.com.cn',
      's3.cn-north-1.amazonaws.com',
    ]);
  });

  it('have no key statement without a KMS key', () => {
    const { kmsKey: _, ...plain } = access;

    const { role, key } = statePolicies(plain);

    expect(JSON.stringify(role)).not.toContain('kms:');
    expect(key).toBeUndefined();
  });

  it('use the partition of the role', () => {
    const { role, bucket } = statePolicies({ ...access, roleArn: parseRoleArn('arn:aws-cn:iam::222222222222:role/r') });

    expect(JSON.stringify(role)).toContain('arn:aws-cn:s3:::states');
    expect(JSON.stringify(bucket)).toContain('arn:aws-cn:iam::222222222222:root');
  });

  it('open the states of workspaces, and let only those be deleted', () => {
    const { role } = statePolicies({ ...access, workspaces: ['dev', 'team-*'] });

    const [list] = role.Statement;
    expect(list?.Condition).toEqual({
      StringLikeIfExists: {
        's3:prefix': ['env:/', 'prod/app.tfstate', 'env:/dev/prod/app.tfstate', 'env:/team-*/prod/app.tfstate'],
      },
    });
    expect(actionsOn(role, 'arn:aws:s3:::states/env:/team-*/prod/app.tfstate')).toEqual([
      's3:GetObject',
      's3:PutObject',
      's3:DeleteObject',
    ]);
    expect(actionsOn(role, 'arn:aws:s3:::states/env:/dev/prod/app.tfstate.tflock')).toContain('s3:DeleteObject');
    expect(actionsOn(role, 'arn:aws:s3:::states/prod/app.tfstate')).not.toContain('s3:DeleteObject');
  });

  it('let a role only read the states of others', () => {
    const { role, bucket, key } = statePolicies({ ...access, isReadOnly: true });

    const actions = [role, bucket, key].flatMap((one) => one?.Statement.flatMap(({ Action = [] }) => Action) ?? []);
    expect([...new Set(actions)].sort()).toEqual(['kms:Decrypt', 's3:GetObject', 's3:ListBucket']);
  });

  it('contain the lock table in the account of the role and the region of the bucket', () => {
    const { role, bucket } = statePolicies({ ...access, lockTable: 'locks', region: 'us-east-1' });

    expect(actionsOn(role, 'arn:aws:dynamodb:us-east-1:222222222222:table/locks')).toEqual([
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:DeleteItem',
    ]);
    expect(JSON.stringify(bucket)).not.toContain('dynamodb');
  });
});

describe('the Sids of several bundles', () => {
  it('differ for every two names, and have only the characters of IAM', () => {
    const names = ['terraform-prod', 'terraform-dev', 'terraformprod', 'a-1', 'a1', 'a', 'a_1', 'terraform--prod'];

    const suffixes = names.map(sidSuffix);

    expect(new Set(suffixes).size).toBe(names.length);
    expect(suffixes.every((one) => /^[A-Za-z0-9]+$/.test(one))).toBe(true);
    expect(suffixes[0]).toBe('TerraformProd');
  });
});
