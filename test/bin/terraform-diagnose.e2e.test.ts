import { PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { hasAwsProgram, runProgram } from '../support/programs.ts';
import { codesOf, kmsOf, outputOf, policyOf, putBucketPolicy, setOwnership } from './a-deployed-state.ts';
import { aDiagnosisStack, type DiagnosisStack, STATE_ACCOUNT, STATE_BUCKET, STATE_ROLE_ARN } from './a-diagnosis.ts';

let world: DiagnosisStack;
afterEach(async () => {
  vi.unstubAllEnvs();
  await world.stack.close();
});

const KEY = `arn:aws:kms:eu-central-1:${STATE_ACCOUNT}:key/0a1b2c3d-0000-4000-8000-000000000001`;

/** Runs a printed command with the credentials of the root user of an account. */
const runIn = async (account: string, [program = '', ...args]: readonly string[]): Promise<string> => {
  const { accessKeyId, secretAccessKey } = world.stack.aws.rootCredentials(account);
  const ran = await runProgram(program, args, {
    env: {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_ENDPOINT_URL: world.stack.aws.url,
      AWS_DEFAULT_REGION: world.stack.aws.region,
    },
  });
  return ran.status === 0 ? '' : ran.stderr;
};

describe.skipIf(!hasAwsProgram())('the commands that assume-bot terraform diagnose prints', () => {
  it('make Terraform work, run as they are with the real aws program', async () => {
    world = await aDiagnosisStack();
    await setOwnership(world, 'ObjectWriter');
    const statements = [
      { Effect: 'Deny', Principal: '*', Action: 's3:DeleteObject', Resource: `arn:aws:s3:::${STATE_BUCKET}/*` },
    ];
    await putBucketPolicy(world, ...statements);
    world.stack.aws.editRole(STATE_ROLE_ARN, { inlinePolicies: { state: null } });
    const owner = `arn:aws:iam::${STATE_ACCOUNT}:root`;
    const own = { Effect: 'Allow', Principal: { AWS: owner }, Action: 'kms:*', Resource: '*' };
    const Policy = JSON.stringify(policyOf({ ...own, Condition: { ArnEquals: { 'aws:PrincipalArn': owner } } }));
    await kmsOf(world, STATE_ACCOUNT).send(new PutKeyPolicyCommand({ KeyId: KEY, PolicyName: 'default', Policy }));

    const before = await world.diagnose();
    const errors: string[] = [];
    for (const { account, command } of outputOf(before).policies) errors.push(await runIn(account, command));
    const after = await world.diagnose();

    expect([...codesOf(before)].sort()).toEqual(['state_bucket_denies', 'state_key_lacks', 'state_role_lacks']);
    expect(errors).toEqual(['', '', '']);
    expect([after.code, outputOf(after).outcome]).toEqual([0, 'works']);
  });
});
