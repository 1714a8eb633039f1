import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { aClock, aLocalAws, policy, userArn } from './testing/a-local-aws.ts';
import { s3As } from './testing/a-signed-fetch.ts';
import { BUCKET, STATE, STATE_KEY, STATE_ROLE, stateSeed } from './testing/a-state-bucket.ts';
import { cleanEnvironment, hasProgram, run, runUntilAsked } from './testing/programs.ts';

const configuration = (url: string): string => `
terraform {
  backend "s3" {
    bucket         = "${BUCKET}"
    key            = "env/app.tfstate"
    region         = "us-east-1"
    encrypt        = true
    kms_key_id     = "${STATE_KEY}"
    use_lockfile   = true
    use_path_style = true
    endpoints      = { s3 = "${url}", sts = "${url}", iam = "${url}" }
    assume_role    = { role_arn = "${STATE_ROLE}", session_name = "alice" }
  }
}

variable "word" { default = "first" }

resource "terraform_data" "example" { input = var.word }
`;

const noTrust = policy({
  Effect: 'Allow',
  Principal: { Service: 'ec2.amazonaws.com' },
  Action: 'sts:AssumeRole',
});

const aWorkspace = async () => {
  // Terraform compares credential expirations with the system clock, so the test clock starts there.
  const clock = aClock(new Date().toISOString());
  const { aws } = await aLocalAws({ clock }, stateSeed());
  const directory = (): string => {
    const made = mkdtempSync(join(tmpdir(), 'terraform-'));
    onTestFinished(() => rmSync(made, { recursive: true, force: true }));
    return made;
  };
  const cwd = directory();
  writeFileSync(join(cwd, 'main.tf'), configuration(aws.url));
  const { accessKeyId, secretAccessKey } = aws.credentialsOf(userArn('alice'));
  const env = cleanEnvironment({
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    CHECKPOINT_DISABLE: '1',
    TF_IN_AUTOMATION: '1',
    TF_CLI_CONFIG_FILE: '/dev/null',
    HOME: cwd,
  });
  const terraform = (line: string, where = cwd) =>
    run('terraform', [...line.split(' '), '-no-color'], { env, cwd: where });
  const init = () => terraform('init -input=false');
  const owner = s3As(aws, aws.rootCredentials(STATE));
  const read = async (key: string) => owner({ path: `/${BUCKET}/${key}` });
  const copyOfWorkspace = (): string => {
    const other = directory();
    cpSync(cwd, other, { recursive: true });
    return other;
  };
  return { aws, clock, cwd, env, terraform, init, read, copyOfWorkspace };
};

describe.skipIf(!hasProgram('terraform', ['version']))('Terraform with its state in another account', () => {
  it('is refused until the role can be assumed, then writes the state to the bucket and releases the lock', async () => {
    const { aws, terraform, init, read } = await aWorkspace();
    const trust = aws.role(STATE_ROLE)?.trustPolicy ?? noTrust;
    aws.editRole(STATE_ROLE, { trustPolicy: noTrust });

    const refused = await init();
    aws.editRole(STATE_ROLE, { trustPolicy: trust });
    const admitted = await init();
    const applied = await terraform('apply -auto-approve -input=false');

    expect(refused.status).not.toBe(0);
    expect(refused.output).toContain('AccessDenied');
    expect([admitted.status, applied.status]).toEqual([0, 0]);
    expect(JSON.parse((await read('env/app.tfstate')).text).resources).toHaveLength(1);
    expect((await read('env/app.tfstate.tflock')).code).toBe('NoSuchKey');
    expect((await read('env/app.tfstate')).headers.get('x-amz-server-side-encryption-aws-kms-key-id')).toBe(STATE_KEY);
  });

  it('refuses a second lock holder while the first waits at its prompt, and lets the first finish', async () => {
    const { cwd, env, terraform, init, read, copyOfWorkspace } = await aWorkspace();
    await init();
    const elsewhere = copyOfWorkspace();

    const first = await runUntilAsked('terraform', ['apply', '-no-color'], { env, cwd }, 'Enter a value:');
    const second = await terraform('apply -auto-approve -input=false -var=word=second', elsewhere);
    const finished = await first.answer('yes');
    const third = await terraform('apply -auto-approve -input=false -var=word=second', elsewhere);

    expect(second.status).not.toBe(0);
    expect(second.output).toContain('Error acquiring the state lock');
    expect(second.output).toContain('StatusCode: 412');
    expect([finished.status, third.status]).toEqual([0, 0]);
    expect((await read('env/app.tfstate')).text).toContain('"second"');
  });

  it('is refused during its session from the second that the session guard names', async () => {
    const { aws, clock, cwd, env, init, read } = await aWorkspace();
    await init();
    const end = new Date(clock.now().getTime() + 600_000).toISOString();
    aws.editRole(STATE_ROLE, {
      inlinePolicies: {
        guard: policy({
          Effect: 'Deny',
          Action: '*',
          Resource: '*',
          Condition: { StringLike: { 'aws:userid': '*:alice' }, DateGreaterThanEquals: { 'aws:CurrentTime': end } },
        }),
      },
    });

    const open = await runUntilAsked('terraform', ['apply', '-no-color'], { env, cwd }, 'Enter a value:');
    clock.advance(600);
    const cut = await open.answer('yes');

    expect(cut.status).not.toBe(0);
    expect(cut.output.replace(/\s+/g, ' ')).toContain('with an explicit deny in an identity-based policy');
    expect((await read('env/app.tfstate')).code).toBe('NoSuchKey');
    // Terraform cannot release a lock in a bucket that it can no longer access. The next holder needs force-unlock.
    expect((await read('env/app.tfstate.tflock')).status).toBe(200);
  });
});
