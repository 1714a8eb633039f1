import { describe, expect, it } from 'vitest';
import { parseRoleArn } from '../../../functions/core/names.ts';
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
});
