import { s3As } from '@assume-bot/local-aws/testing/a-signed-fetch';
import { CreateKeyCommand, GetKeyPolicyCommand, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { codesOf, fixedBy, kmsOf, outputOf, policyOf, putBucketPolicy, setOwnership } from './a-deployed-state.ts';
import {
  aDiagnosisStack,
  type DiagnosisStack,
  STATE_ACCOUNT,
  STATE_BUCKET,
  STATE_REGION,
  STATE_ROLE_ARN,
} from './a-diagnosis.ts';

let world: DiagnosisStack;
afterEach(async () => {
  vi.unstubAllEnvs();
  await world.stack.close();
});

const STATE = 'prod/app.tfstate';
const PROD = '222222222222';
const DATA = '444444444444';
const KEY = `arn:aws:kms:eu-central-1:${STATE_ACCOUNT}:key/0a1b2c3d-0000-4000-8000-000000000001`;
const OBJECTS = `arn:aws:s3:::${STATE_BUCKET}/*`;
const root = (account: string) => ({ AWS: `arn:aws:iam::${account}:root` });

describe('assume-bot terraform diagnose', () => {
  it('judges everything of a correct state, and finds nothing', async () => {
    world = await aDiagnosisStack();

    const ran = await world.diagnose();

    expect([ran.code, outputOf(ran).outcome, outputOf(ran).stopsAt, codesOf(ran)]).toEqual([0, 'works', null, []]);
  });

  it('finds what the role lacks, and works after the printed statements are added', async () => {
    world = await aDiagnosisStack();
    world.stack.aws.editRole(STATE_ROLE_ARN, { inlinePolicies: { state: null } });
    await world.asOwner({ method: 'DELETE', path: `/${STATE_BUCKET}?policy` });

    const { before, after } = await fixedBy(world);

    expect([before.code, codesOf(before)]).toEqual([1, ['state_role_lacks']]);
    expect(outputOf(before).stopsAt).toMatchObject({ step: 'read', action: 's3:GetObject' });
    expect([after.code, codesOf(after)]).toEqual([0, []]);
  });

  it('finds that only the permission to list is missing', async () => {
    world = await aDiagnosisStack();
    const allow = (Action: readonly string[], Resource: string) => ({ Effect: 'Allow', Action, Resource });
    const Statement = [allow(['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], OBJECTS), allow(['kms:*'], KEY)];
    world.stack.aws.editRole(STATE_ROLE_ARN, { inlinePolicies: { state: policyOf(...Statement) as never } });
    await world.asOwner({ method: 'DELETE', path: `/${STATE_BUCKET}?policy` });

    const { before, after } = await fixedBy(world);

    expect(codesOf(before)).toEqual(['state_role_lacks']);
    expect(outputOf(before).findings[0]?.changes.map(({ statement }) => statement)).toEqual([
      {
        Sid: 'TerraformListsStates',
        Effect: 'Allow',
        Action: 's3:ListBucket',
        Resource: `arn:aws:s3:::${STATE_BUCKET}`,
        // As "terraform state-policy" prints it.
        Condition: { StringEqualsIfExists: { 's3:prefix': ['env:/', 'prod/app.tfstate', 'prod/network.tfstate'] } },
      },
    ]);
    expect(after.code).toBe(0);
  });

  it('finds a bucket policy that demands another encryption', async () => {
    world = await aDiagnosisStack();
    await putBucketPolicy(world, {
      Sid: 'OnlyAes',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObject',
      Resource: OBJECTS,
      Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': 'AES256' } },
    });

    const { before, after } = await fixedBy(world);

    expect([before.code, codesOf(before)]).toEqual([1, ['state_bucket_denies']]);
    expect(outputOf(before).findings[0]?.changes).toMatchObject([
      {
        document: 'bucket-policy',
        account: STATE_ACCOUNT,
        kind: 'replace',
        statement: { Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': ['AES256', 'aws:kms'] } } },
      },
    ]);
    expect([after.code, codesOf(after)]).toEqual([0, []]);
  });

  it('finds a state that a key of another account encrypts, although the operator cannot read it', async () => {
    world = await aDiagnosisStack();
    const Policy = policyOf(
      { Effect: 'Allow', Principal: root(PROD), Action: 'kms:*', Resource: '*' },
      { Effect: 'Allow', Principal: root(STATE_ACCOUNT), Action: 'kms:GenerateDataKey', Resource: '*' },
    );
    const { KeyMetadata } = await kmsOf(world, PROD).send(new CreateKeyCommand({ Policy: JSON.stringify(Policy) }));
    await world.asOwner({
      method: 'PUT',
      path: `/${STATE_BUCKET}/${STATE}`,
      body: '{}',
      headers: {
        'x-amz-server-side-encryption': 'aws:kms',
        'x-amz-server-side-encryption-aws-kms-key-id': KeyMetadata?.Arn ?? '',
      },
    });

    const { before, after } = await fixedBy(world);

    expect([before.code, codesOf(before)]).toEqual([1, ['state_object_key']]);
    expect(outputOf(before).findings[0]?.changes.map(({ account, document }) => [account, document])).toEqual([
      [STATE_ACCOUNT, 'role-policy'],
      [PROD, 'key-policy'],
    ]);
    expect([after.code, codesOf(after)]).toEqual([0, []]);
  });

  it('finds a state that another account owns, until the bucket owns its objects', async () => {
    world = await aDiagnosisStack();
    await setOwnership(world, 'ObjectWriter');
    const write = { Effect: 'Allow', Principal: root(DATA), Action: 's3:PutObject', Resource: OBJECTS };
    await putBucketPolicy(world, write);
    const other = s3As(world.stack.aws, world.stack.aws.rootCredentials(DATA), STATE_REGION);
    const headers = { 'x-amz-server-side-encryption': 'AES256' };
    await other({ method: 'PUT', path: `/${STATE_BUCKET}/${STATE}`, body: '{}', headers });

    const { before, after } = await fixedBy(world);

    // No profile of the account of the bucket can read the object, so none is asked for.
    expect([before.code, codesOf(before)]).toEqual([1, ['state_object_owner']]);
    expect(after.code).toBe(0);
  });

  it('finds a key policy that is limited to another region, and names the condition', async () => {
    world = await aDiagnosisStack();
    const Policy = policyOf(
      {
        Sid: 'ThroughS3',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        Resource: '*',
        Condition: {
          StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com', 'kms:CallerAccount': STATE_ACCOUNT },
        },
      },
      {
        Effect: 'Allow',
        Principal: root(STATE_ACCOUNT),
        Action: ['kms:PutKeyPolicy', 'kms:Get*', 'kms:List*', 'kms:Describe*'],
        Resource: '*',
      },
    );
    const put = { KeyId: KEY, PolicyName: 'default', Policy: JSON.stringify(Policy) };
    await kmsOf(world, STATE_ACCOUNT).send(new PutKeyPolicyCommand(put));

    const { before, after } = await fixedBy(world);

    const [finding] = outputOf(before).findings;
    expect(finding?.code).toBe('state_key_lacks');
    expect(finding?.what).toMatch(/ThroughS3 .*\(kms:ViaService is s3\.eu-central-1\.amazonaws\.com/);
    expect(after.code).toBe(0);
    const stored = await kmsOf(world, STATE_ACCOUNT).send(new GetKeyPolicyCommand({ KeyId: KEY }));
    expect(JSON.parse(stored.Policy ?? '').Statement).toHaveLength(3);
  });
});
