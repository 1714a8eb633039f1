import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeProfiles } from '@assume-bot/local-aws/profiles';
import { s3As } from '@assume-bot/local-aws/testing/a-signed-fetch';
import { cleanEnvironment, run, runUntilAsked } from '@assume-bot/local-aws/testing/programs';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { BACKEND_CONFIG_FILE } from '../../functions/core/terraform/backend.ts';
import { describeProfiles } from '../../local/stack/profiles.ts';
import { aCliOf } from '../bin/a-cli.ts';
import { aStack, type TestStack } from '../support/a-stack.ts';
import { pastedFrom } from '../support/pasted.ts';
import { hasProgram } from '../support/programs.ts';

const EXAMPLE = readFileSync(new URL('../../examples/terraform-remote-state/access.yaml', import.meta.url), 'utf8');
const OBJECT = '/example-terraform-state/prod/app.tfstate';
const hasTerraform = hasProgram('terraform', 'Install version 1.11 or later and run the tests again.');
const RESOURCE = `
variable "word" { default = "alice" }
resource "terraform_data" "example" { input = var.word }
`;

let stack: TestStack;
beforeEach(async () => {
  // Terraform compares credential expirations with the system clock.
  stack = await aStack(EXAMPLE, new Date().toISOString());
});
afterEach(() => stack.close());

/** One user with a grant of ten minutes, in a folder of their own that Terraform has initialized. */
const holder = async (person: string, approver: string) => {
  const cwd = mkdtempSync(join(tmpdir(), 'assume-bot-recover-'));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  const { accessKeyId, secretAccessKey, sessionToken } = stack.keysOfPerson(person);
  const env = cleanEnvironment({
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
    AWS_ENDPOINT_URL_S3: stack.aws.url,
    AWS_ENDPOINT_URL_STS: stack.aws.url,
    AWS_ENDPOINT_URL_IAM: stack.aws.url,
    CHECKPOINT_DISABLE: '1',
    TF_IN_AUTOMATION: '1',
    TF_CLI_CONFIG_FILE: '/dev/null',
    HOME: cwd,
  });
  const terraform = (line: string) => run('terraform', [...line.split(' '), '-no-color'], { env, cwd });
  const grant = () => stack.grant(person, 'terraform-prod 10m INC-42 new queue', approver);
  await grant();
  const [backend = '', file = ''] = pastedFrom(stack.slack, person);
  writeFileSync(join(cwd, 'main.tf'), `${backend}\n${RESOURCE}`);
  writeFileSync(join(cwd, BACKEND_CONFIG_FILE), file);
  expect(
    (await terraform(`init -input=false -backend-config=use_path_style=true -backend-config=${BACKEND_CONFIG_FILE}`))
      .status,
  ).toBe(0);
  return {
    cwd,
    grant,
    terraform,
    apply: (word: string) => terraform(`apply -auto-approve -input=false -var=word=${word}`),
    /** An apply during which the access ends. */
    applyCutOff: async (word: string) => {
      const open = await runUntilAsked(
        'terraform',
        ['apply', '-no-color', `-var=word=${word}`],
        { env, cwd },
        'a value:',
      );
      stack.clock.advance({ minutes: 10 });
      return open.answer('yes');
    },
    recover: (...more: readonly string[]) => {
      const cli = aCliOf(stack, { cwd });
      onTestFinished(() => rmSync(cli.directory, { recursive: true, force: true }));
      writeProfiles(join(cli.directory, '.local', 'aws'), describeProfiles(stack.aws, stack.catalog));
      const { PATH = '' } = process.env;
      cli.environment = { PATH, CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: '/dev/null', HOME: cwd };
      return cli.run('terraform', 'recover', 'terraform-prod', '--local', '--profile', 'alice', ...more);
    },
  };
};

const read = async (path: string) =>
  s3As(stack.aws, stack.aws.rootCredentials('333333333333'), 'eu-central-1')({ path });
const storedWord = async (): Promise<string> =>
  JSON.parse((await read(OBJECT)).text).resources[0].instances[0].attributes.input.value;
const lockId = async (): Promise<string> => JSON.parse((await read(`${OBJECT}.tflock`)).text).ID;

/** Every way in which a second user could write or take the state meanwhile. */
const triesToWrite = async (bob: Awaited<ReturnType<typeof holder>>) => {
  writeFileSync(join(bob.cwd, 'mine.tfstate'), (await read(OBJECT)).text);
  return [
    await bob.terraform('plan -input=false'),
    await bob.apply('bob'),
    await bob.terraform('state push mine.tfstate'),
  ];
};

const REFUSED = expect.objectContaining({
  status: 1,
  output: expect.stringContaining('Error acquiring the state lock'),
});

describe.skipIf(!hasTerraform)('an apply that loses its access', () => {
  it('is recovered by following the message, while a second user cannot write at any step', async () => {
    const alice = await holder('U0ALICE', 'U0BOB');
    await alice.apply('before');

    const cut = await alice.applyCutOff('after');
    await stack.sweep();
    const remaining = JSON.stringify(stack.slack.seenBy('U0ALICE').map(({ blocks }) => blocks));
    const bob = await holder('U0BOB', 'U0CAROL');
    const afterTheEnd = await triesToWrite(bob);
    await alice.grant();
    const shown = await alice.recover('--json');
    const beforeThePush = await triesToWrite(bob);
    const pushed = await alice.terraform('state push -lock=false errored.tfstate');
    const beforeTheUnlock = await triesToWrite(bob);
    const recovered = await alice.recover('--yes');
    const word = await storedWord();
    const planned = await bob.terraform('plan -input=false -var=word=after');

    expect(cut.status).not.toBe(0);
    expect(cut.output.replace(/[\s│]+/g, ' ')).toContain('with an explicit deny in an identity-based policy');
    expect(cut.output).not.toContain('Lock Info');
    expect(remaining).toContain('assume-bot terraform recover terraform-prod --yes');
    expect(remaining).toMatch(/state push -lock=false errored\.tfstate.*only then.*force-unlock ID/);
    expect(remaining).not.toContain('backend \\"s3\\"');
    for (const tries of [afterTheEnd, beforeThePush, beforeTheUnlock])
      expect(tries).toEqual([REFUSED, REFUSED, REFUSED]);
    expect(shown.json()).toMatchObject({
      steps: [
        'terraform state push -lock=false errored.tfstate',
        expect.stringContaining('terraform force-unlock -force '),
      ],
    });
    expect(pushed.status).toBe(0);
    expect(recovered).toMatchObject({ code: 0, out: expect.stringContaining('Recovered.') });
    expect(word).toBe('after');
    expect(planned.output).toContain('No changes.');
  });

  it('is recovered by one command, which keeps a copy of the state that it replaces', async () => {
    const alice = await holder('U0ALICE', 'U0BOB');
    await alice.apply('before');
    await alice.applyCutOff('after');
    const ended = await alice.recover('--yes');
    await alice.grant();

    const recovered = await alice.recover('--yes');

    const copies = readdirSync(alice.cwd).filter((name) => name.startsWith('stored-before-recovery.'));
    expect(ended).toMatchObject({ code: 1, err: expect.stringContaining('/assume terraform-prod') });
    expect(recovered).toMatchObject({ code: 0, out: expect.stringContaining('Recovered.') });
    expect(await storedWord()).toBe('after');
    expect((await read(`${OBJECT}.tflock`)).code).toBe('NoSuchKey');
    expect(copies.map((name) => readFileSync(join(alice.cwd, name), 'utf8'))).toEqual([
      expect.stringContaining('"before"'),
    ]);
  });

  it('is not pushed over the work of a user who released the lock and wrote first', async () => {
    const alice = await holder('U0ALICE', 'U0BOB');
    await alice.apply('before');
    await alice.applyCutOff('after');
    await stack.sweep();
    const bob = await holder('U0BOB', 'U0CAROL');
    await bob.terraform(`force-unlock -force ${await lockId()}`);
    await bob.apply('bob');
    await alice.grant();

    const refused = await alice.recover('--yes');

    expect(refused).toMatchObject({ code: 1, out: expect.stringContaining('Another run has written the state') });
    expect(await storedWord()).toBe('bob');
    expect(existsSync(join(alice.cwd, 'errored.tfstate'))).toBe(true);
  });
});
