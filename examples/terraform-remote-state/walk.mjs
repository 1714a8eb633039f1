// Runs the walkthrough of the README on this machine. First: npm start -- --catalog examples/terraform-remote-state/access.yaml
import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { walk } from '../local-stack.mjs';

await walk(async ({ awsUrl, step, type, press, received, pasted, call }) => {
  // Each user has a copy of the configuration, as from git.
  const copyFor = () => {
    const cwd = mkdtempSync(join(tmpdir(), 'assume-bot-app-'));
    cpSync(new URL('app/main.tf', import.meta.url), join(cwd, 'main.tf'));
    return cwd;
  };
  const as = (profile, cwd) => ({
    cwd,
    env: {
      AWS_PROFILE: profile,
      AWS_ENDPOINT_URL_S3: awsUrl,
      AWS_ENDPOINT_URL_STS: awsUrl,
      AWS_ENDPOINT_URL_IAM: awsUrl,
      TF_VAR_session_name: profile,
      TF_CLI_CONFIG_FILE: '/dev/null',
      TF_IN_AUTOMATION: '1',
      CHECKPOINT_DISABLE: '1',
    },
  });
  const FILE = 'assume-bot.s3.tfbackend';
  // The local S3 has one address for all buckets. AWS does not need the second option.
  const init = [
    'terraform',
    'init',
    '-no-color',
    '-input=false',
    `-backend-config=${FILE}`,
    '-backend-config=use_path_style=true',
  ];
  const apply = ['terraform', 'apply', '-no-color', '-input=false', '-auto-approve'];

  const grant = async (user, approver, reason) => {
    await type(user, `terraform-prod 30m ${reason}`);
    await press(approver, 'approve', reason);
    return pasted(await received(user, 'You have access to the bundle `terraform-prod`'));
  };

  step('alice (IAM user in utils) requests the bundle; an approver approves; the message has everything to paste');
  const [, backendConfig] = await grant('U0ALICE', 'U0BOB', 'INC-42 new queue');
  const alice = as('alice', copyFor());
  writeFileSync(join(alice.cwd, FILE), `${backendConfig}\n`);
  process.stdout.write(`${FILE}:\n${backendConfig}\n`);

  step('bob (IAM Identity Center in data) has no grant yet: IAM refuses his session name');
  const bob = as('bob@example.com', copyFor());
  writeFileSync(join(bob.cwd, FILE), `${backendConfig.replace('"alice"', '"bob@example.com"')}\n`);
  await call(init, { ...bob, refused: 'AccessDenied' });

  step('alice runs Terraform: it writes the state to the bucket of the third account');
  await call(init, alice);
  await call(apply, alice);

  step('bob requests the bundle too, and works on the same state');
  const [, bobsConfig] = await grant('U0BOB', 'U0ALICE', 'INC-43 look at the queue');
  writeFileSync(join(bob.cwd, FILE), `${bobsConfig}\n`);
  await call(init, bob);
  const plan = await call(['terraform', 'plan', '-no-color', '-input=false'], bob);
  if (!plan.includes('No changes')) throw new Error('bob should see the state that alice left');

  step('alice ends her access to all three roles at once; bob continues');
  await type('U0ALICE', 'end terraform-prod');
  await received('U0ALICE', 'Your access to the bundle `terraform-prod` has ended');
  await call(apply, { ...alice, refused: 'AccessDenied' });
  await call(apply, bob);
  await type('U0BOB', 'end terraform-prod');
});
