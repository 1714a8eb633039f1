// What the pitfalls share: Terraform as alice, the owners of the accounts, and the diagnosis.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const BUCKET = 'example-terraform-state';
export const STATE = 'prod/app.tfstate';
export const REGION = 'eu-central-1';
export const ROLE = 'arn:aws:iam::222222222222:role/tf-state';
export const KEY = 'arn:aws:kms:eu-central-1:333333333333:key/0a1b2c3d-0000-4000-8000-000000000001';

/** A state without resources, as a person or a pipeline writes it without Terraform. */
export const EMPTY_STATE = JSON.stringify({
  version: 4,
  terraform_version: '1.11.0',
  serial: 1,
  lineage: '0b1c8d5e-0000-4000-8000-000000000001',
  outputs: {},
  resources: [],
});

/** As KMS writes it for a new key: the account of the key decides. */
const OF_OWNER = {
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::333333333333:root' },
  Action: 'kms:*',
  Resource: '*',
};
// The local S3 has one address for all buckets. AWS does not need the last option.
const OPTIONS = {
  init: ['-reconfigure', '-backend-config=assume-bot.s3.tfbackend', '-backend-config=use_path_style=true'],
  apply: ['-auto-approve'],
};
const ACCOUNTS = { 111111111111: 'utils', 222222222222: 'prod', 333333333333: 'state' };
const CLI = fileURLToPath(new URL('../../bin/assume-bot.mjs', import.meta.url));

/** The local stack, as the pitfalls use it. */
export const openWorld = ({ awsUrl, directory, type, press, received, pasted, call }) => {
  const cwd = mkdtempSync(join(tmpdir(), 'assume-bot-pitfall-'));
  cpSync(new URL('main.tf', import.meta.url), join(cwd, 'main.tf'));
  const env = {
    AWS_PROFILE: 'alice',
    AWS_ENDPOINT_URL_S3: awsUrl,
    AWS_ENDPOINT_URL_STS: awsUrl,
    AWS_ENDPOINT_URL_IAM: awsUrl,
    TF_CLI_CONFIG_FILE: '/dev/null',
    TF_IN_AUTOMATION: '1',
    CHECKPOINT_DISABLE: '1',
  };

  /** Runs an aws command with the profile of an account, such as `owner-state`. */
  const aws = (profile, ...args) => call(['aws', ...args, '--profile', profile]);
  const owner = (...args) => aws('owner-state', ...args, '--region', REGION);
  /** The statements of a deployed policy. */
  const statements = async (...args) => {
    const line = ['aws', ...args, '--query', 'Policy', '--output', 'text', '--region', REGION];
    return JSON.parse(await call([...line, '--profile', 'owner-state'], { isQuiet: true })).Statement;
  };
  const policy = (document) => JSON.stringify({ Version: '2012-10-17', ...document });

  return {
    aws,
    owner,
    /** Writes a file for an aws command, and returns its path. */
    writeFile: (name, text) => {
      writeFileSync(join(cwd, name), text);
      return join(cwd, name);
    },
    /** The statements of the bucket, as they are deployed. */
    bucketStatements: () => statements('s3api', 'get-bucket-policy', '--bucket', BUCKET),
    putBucketStatements: (Statement) =>
      owner('s3api', 'put-bucket-policy', '--bucket', BUCKET, '--policy', policy({ Statement })),
    keyStatements: () => statements('kms', 'get-key-policy', '--key-id', KEY, '--policy-name', 'default'),
    putKeyStatements: (Statement, key = KEY) =>
      owner('kms', 'put-key-policy', '--key-id', key, '--policy-name', 'default', '--policy', policy({ Statement })),
    /** Runs Terraform as alice. `refused`: the text that it fails with. */
    terraform: (command, refused) => {
      const line = ['terraform', command, '-no-color', '-input=false', ...OPTIONS[command]];
      return call(line, { cwd, env, ...(refused === undefined ? {} : { refused }) });
    },
    /** alice requests the bundle, bob approves it, and the backend settings of the message are stored in a file. */
    grant: async () => {
      await type('U0ALICE', 'terraform-prod 1h INC-42 look at the state');
      await press('U0BOB', 'approve', 'INC-42 look at the state');
      const [, backendConfig] = pasted(await received('U0ALICE', 'You have access to the bundle `terraform-prod`'));
      writeFileSync(join(cwd, 'assume-bot.s3.tfbackend'), `${backendConfig}\n`);
    },
    /** The diagnosis. `outcome`: what it must say. */
    diagnose: async (outcome) => {
      const line = [process.execPath, CLI, 'terraform', 'diagnose', 'terraform-prod', '--for', 'U0ALICE'];
      const env = { ASSUME_LOCAL_DIRECTORY: directory };
      const found = JSON.parse(await call([...line, '--local', '--json'], { env, isQuiet: true }));
      for (const { severity, what, fix } of found.findings) process.stdout.write(`${severity}: ${what}\n  ${fix}\n`);
      process.stdout.write(`outcome: ${found.outcome}\n`);
      if (found.outcome !== outcome) throw new Error(`the diagnosis should have said: ${outcome}`);
      return found;
    },
    /** Runs the printed commands: of all policies, and of the first finding. Each runs with the owner of its account. */
    apply: async ({ policies, findings }) => {
      const settings = findings.slice(0, 1).flatMap(({ changes }) => changes.filter(({ command }) => command));
      const commands = [...policies, ...settings];
      for (const {
        account,
        command: [, ...args],
      } of commands)
        await aws(`owner-${ACCOUNTS[account]}`, ...args);
    },
    /** Stores the policies that "terraform state-policy" prints, and removes the state: what each pitfall begins with. */
    reset: async () => {
      const line = [process.execPath, CLI, 'terraform', 'state-policy', 'terraform-prod', '--local', '--json'];
      const { bucket, key } = JSON.parse(
        await call(line, { env: { ASSUME_LOCAL_DIRECTORY: directory }, isQuiet: true }),
      );
      const enforced = 'Rules=[{ObjectOwnership=BucketOwnerEnforced}]';
      await owner('s3api', 'put-bucket-ownership-controls', '--bucket', BUCKET, '--ownership-controls', enforced);
      await owner(
        's3api',
        'put-bucket-policy',
        '--bucket',
        BUCKET,
        '--policy',
        policy({ Statement: bucket.Statement }),
      );
      const Statement = [OF_OWNER, ...key.Statement];
      const put = ['kms', 'put-key-policy', '--key-id', KEY, '--policy-name', 'default'];
      await owner(...put, '--policy', policy({ Statement }));
      await owner('s3api', 'delete-object', '--bucket', BUCKET, '--key', STATE);
    },
    /** Prints how to go on by hand. The grant of alice lasts an hour. */
    leave: (command) => {
      const settings = Object.entries(env).map(([name, value]) => `${name}=${value}`);
      const files = ['config', 'credentials'].map((file) => join(directory, 'aws', file));
      const lines = [
        '\n== It is left broken. Find the cause, and run the commands that this prints:',
        `export AWS_CONFIG_FILE=${files[0]} AWS_SHARED_CREDENTIALS_FILE=${files[1]}`,
        `ASSUME_LOCAL_DIRECTORY=${directory} npx --no assume-bot terraform diagnose terraform-prod --for U0ALICE --local`,
        '== Then Terraform works:',
        `(cd ${cwd} && ${settings.join(' ')} terraform ${[command, '-input=false', ...OPTIONS[command]].join(' ')})`,
      ];
      process.stdout.write(`${lines.join('\n')}\n`);
    },
    close: async () => {
      rmSync(cwd, { recursive: true, force: true });
      await type('U0ALICE', 'end terraform-prod');
    },
  };
};
