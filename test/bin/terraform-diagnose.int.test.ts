import { CreateKeyCommand, GetKeyPolicyCommand, KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ChangedPolicy } from '../../functions/core/terraform/diagnosis/changes.ts';
import type { DiagnosisFinding } from '../../functions/core/terraform/diagnosis/diagnosis.ts';
import type { Ran } from './a-cli.ts';
import { aDiagnosisStack, type DiagnosisStack, STATE_ACCOUNT, STATE_BUCKET, STATE_ROLE_ARN } from './a-diagnosis.ts';

let world: DiagnosisStack;
afterEach(async () => {
  vi.unstubAllEnvs();
  await world.stack.close();
});

const STATE = 'prod/app.tfstate';
const KEY = `arn:aws:kms:eu-central-1:${STATE_ACCOUNT}:key/0a1b2c3d-0000-4000-8000-000000000001`;
const bucketArn = `arn:aws:s3:::${STATE_BUCKET}`;

interface Output {
  readonly outcome: string;
  readonly findings: readonly DiagnosisFinding[];
  readonly policies: readonly ChangedPolicy[];
}
const read = ({ json }: Ran): Output => json<Output & Record<string, unknown>>();
const codesOf = (ran: Ran): readonly string[] => read(ran).findings.map(({ code }) => code);

const kms = (account: string): KMSClient =>
  new KMSClient({
    endpoint: world.stack.aws.url,
    region: 'eu-central-1',
    credentials: world.stack.aws.rootCredentials(account),
  });

const putBucketPolicy = (policy: object) =>
  world.asOwner({ method: 'PUT', path: `/${STATE_BUCKET}?policy`, body: JSON.stringify(policy) });

/** Stores the printed policies, as their commands do. */
const apply = async (policies: readonly ChangedPolicy[]): Promise<void> => {
  for (const { document, account, target, policyName = 'terraform-state', policy } of policies) {
    if (document === 'bucket-policy') await putBucketPolicy(policy);
    else if (document === 'key-policy')
      await kms(account).send(
        new PutKeyPolicyCommand({ KeyId: target, PolicyName: 'default', Policy: JSON.stringify(policy) }),
      );
    else if (document === 'role-policy')
      world.stack.aws.editRole(target, { inlinePolicies: { [policyName]: policy as never } });
    else throw new Error(`a change of ${document}`);
  }
};

/** Diagnoses, applies what was printed, and diagnoses again. */
const fixed = async (): Promise<{ before: Ran; after: Ran }> => {
  const before = await world.diagnose();
  await apply(read(before).policies);
  return { before, after: await world.diagnose() };
};

describe('assume-bot terraform diagnose', () => {
  it('judges everything of a correct state, and finds nothing', async () => {
    world = await aDiagnosisStack();

    const ran = await world.diagnose();

    expect([ran.code, read(ran).outcome, codesOf(ran)]).toEqual([0, 'works', []]);
  });

  it('finds what the role lacks, and works after the printed statements are added', async () => {
    world = await aDiagnosisStack();
    world.stack.aws.editRole(STATE_ROLE_ARN, { inlinePolicies: { state: null } });
    await world.asOwner({ method: 'DELETE', path: `/${STATE_BUCKET}?policy` });

    const { before, after } = await fixed();

    expect([before.code, codesOf(before)]).toEqual([1, ['state_role_lacks']]);
    expect([after.code, codesOf(after)]).toEqual([0, []]);
  });

  it('finds a bucket policy that demands another encryption', async () => {
    world = await aDiagnosisStack();
    const deny = {
      Sid: 'OnlyAes',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObject',
      Resource: `${bucketArn}/*`,
      Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': 'AES256' } },
    };
    await putBucketPolicy({ Version: '2012-10-17', Statement: [deny] });

    const { before, after } = await fixed();

    expect([before.code, codesOf(before)]).toEqual([1, ['state_bucket_denies']]);
    expect(read(before).findings[0]?.changes).toMatchObject([
      {
        document: 'bucket-policy',
        account: STATE_ACCOUNT,
        kind: 'replace',
        statement: { Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': ['AES256', 'aws:kms'] } } },
      },
    ]);
    expect([after.code, codesOf(after)]).toEqual([0, []]);
  });

  it('finds a state that a key of another account encrypts', async () => {
    world = await aDiagnosisStack();
    const other = kms('222222222222');
    const { KeyMetadata } = await other.send(
      new CreateKeyCommand({
        Policy: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::222222222222:root' }, Action: 'kms:*', Resource: '*' },
            {
              Effect: 'Allow',
              Principal: { AWS: `arn:aws:iam::${STATE_ACCOUNT}:root` },
              Action: 'kms:GenerateDataKey',
              Resource: '*',
            },
          ],
        }),
      }),
    );
    const written = await world.asOwner({
      method: 'PUT',
      path: `/${STATE_BUCKET}/${STATE}`,
      body: '{}',
      headers: {
        'x-amz-server-side-encryption': 'aws:kms',
        'x-amz-server-side-encryption-aws-kms-key-id': KeyMetadata?.Arn ?? '',
      },
    });
    expect(written.text).toBe('');

    const { before, after } = await fixed();

    expect([before.code, codesOf(before)]).toEqual([1, ['state_object_key']]);
    expect([after.code, codesOf(after)]).toEqual([0, []]);
  });

  it('finds a key policy that is limited to another region', async () => {
    world = await aDiagnosisStack();
    const statement = (Condition: object) => ({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'ThroughS3',
          Effect: 'Allow',
          Principal: { AWS: '*' },
          Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
          Resource: '*',
          Condition,
        },
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${STATE_ACCOUNT}:root` },
          Action: ['kms:PutKeyPolicy', 'kms:Get*', 'kms:List*', 'kms:Describe*'],
          Resource: '*',
        },
      ],
    });
    const condition = {
      StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com', 'kms:CallerAccount': STATE_ACCOUNT },
    };
    await kms(STATE_ACCOUNT).send(
      new PutKeyPolicyCommand({ KeyId: KEY, PolicyName: 'default', Policy: JSON.stringify(statement(condition)) }),
    );

    const { before, after } = await fixed();

    expect(codesOf(before)).toContain('state_key_lacks');
    expect(read(before).findings[0]?.what).toContain('ThroughS3');
    expect(read(before).findings[0]?.what).toContain('s3.eu-central-1.amazonaws.com');
    expect(after.code).toBe(0);
    const { Policy = '' } = await kms(STATE_ACCOUNT).send(new GetKeyPolicyCommand({ KeyId: KEY }));
    expect(JSON.parse(Policy).Statement).toHaveLength(3);
  });

  it('prints the rest if accounts have no credentials, without stack traces', async () => {
    world = await aDiagnosisStack();
    world.stack.aws.editRole(STATE_ROLE_ARN, { inlinePolicies: { state: null } });
    await world.asOwner({ method: 'DELETE', path: `/${STATE_BUCKET}?policy` });

    const none = await world.diagnose({ without: ['state', 'prod', 'dns', 'utils', 'data'] });
    const some = await world.diagnose({ without: ['prod', 'dns'], more: ['--for', 'U0ALICE'] });

    expect([none.code, read(none).outcome]).toEqual([4, 'not_judged']);
    expect(none.out).toContain('there are no valid credentials for account 333333333333');
    expect(`${none.out}${none.err}`).not.toMatch(/<\?xml|<Error>|\n\s+at /);
    expect(some.code).toBe(1);
    expect(codesOf(some)).toEqual(
      expect.arrayContaining(['state_not_granted', 'state_role_lacks', 'state_not_looked_at']),
    );
  });
});

describe('assume-bot doctor --terraform', () => {
  it('diagnoses the bundles, instead of reporting them as unchecked', async () => {
    world = await aDiagnosisStack();
    world.stack.aws.editRole(STATE_ROLE_ARN, { inlinePolicies: { state: null } });
    await world.asOwner({ method: 'DELETE', path: `/${STATE_BUCKET}?policy` });

    const ran = await world.cli.run('doctor', '--local', '--terraform', '--account-profile', 'state=state', '--json');

    expect(ran.code).toBe(1);
    expect(codesOf(ran)).toContain('state_role_lacks');
    expect(ran.out).not.toContain('the roles of the bot can read neither S3 nor KMS');
  });
});
