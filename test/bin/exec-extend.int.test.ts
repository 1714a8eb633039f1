import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { beforeEach, describe, expect, it } from 'vitest';
import { nameUserApi } from './a-cli.ts';
import { aWorkingStackForEach, cli, stack } from './a-working-stack.ts';

const EXAMPLE = readFileSync(join(import.meta.dirname, '../../examples/terraform-remote-state/access.yaml'), 'utf8');
/** Rules with and without approval in one catalog: bundles extend by the strictest of their roles. */
const CATALOG = EXAMPLE.replace(
  'bundles:\n',
  `bundles:
  dns:
    description: DNS only
    roles: [dns-deploy]
`,
).replace(
  'description: Change DNS records',
  'description: Change DNS records\n    extend: { by: 1h, maxTotal: 3h, automatic: true }',
);

const ALICE = { UserName: 'alice', PolicyName: 'self' };
const MAY_READ_OWN = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'iam:GetUserPolicy', Resource: '*' }],
});

const MAY_NOT_CALL = MAY_READ_OWN.replace('Allow', 'Deny').replace('iam:GetUserPolicy', 'execute-api:Invoke');

/** Changes the user as an administrator of her account. */
const ofAlice = async (change: (iam: IAMClient) => Promise<unknown>): Promise<void> => {
  const credentials = stack.aws.rootCredentials('111111111111');
  const iam = new IAMClient({ credentials, endpoint: stack.aws.url, region: 'us-east-1' });
  await change(iam);
  iam.destroy();
};

let tick: () => Promise<void>;
let whileRunning: () => Promise<void>;

aWorkingStackForEach(CATALOG, {
  every: (_, run) => {
    tick = run;
    return () => {
      tick = async () => {};
    };
  },
  exec: async () => {
    await whileRunning();
    return 7;
  },
});
beforeEach(async () => nameUserApi(cli, await stack.userApi()));

const exec = async (bundle: string, during: () => Promise<void>, options: readonly string[] = ['--extend']) => {
  whileRunning = during;
  cli.environment = { HOME: cli.directory, PATH: '/bin' };
  const own = ['--local', '--profile', 'alice'];
  const { code, err } = await cli.run('exec', bundle, ...own, ...options, '--', 'terraform', 'apply');
  return { code, lines: err.trim().split('\n') };
};

/** Looks twice, because each moment must lead to one line. */
const passing = async (minutes: number): Promise<void> => {
  stack.clock.advance({ minutes });
  await tick();
  await tick();
  await stack.settle();
};
const requestsOf = (calls = stack.aws.calls({ service: 'dynamodb', operation: 'PutItem' })): number =>
  calls.filter(({ caller }) => caller.endsWith('assume-bot-api/api')).length;

describe('assume-bot exec --extend', () => {
  it('extends access that needs no approval, each time before it ends, until the rule allows no more', async () => {
    await stack.grant('U0ALICE', 'dns 1h INC-42', 'U0BOB');

    const { code, lines } = await exec('dns', async () => {
      for (const minutes of [51, 1, 59, 1, 59, 1]) await passing(minutes);
    });

    expect(code).toBe(7);
    expect(lines).toEqual([
      expect.stringMatching(/^Your access to dns ends at 2030-01-01T13:/),
      expect.stringMatching(/^WARNING: .* \(in \dm\)\. Requesting an extension\.$/),
      expect.stringMatching(/^--extend: Requested an extension of .*; no approval is needed\./),
      expect.stringMatching(/^Your access to dns was extended: it ends at 2030-01-01T14:/),
      expect.stringMatching(/^WARNING: .* Requesting an extension\.$/),
      expect.stringMatching(/^--extend: Requested an extension of .*; no approval is needed\./),
      expect.stringMatching(/^Your access to dns was extended: it ends at 2030-01-01T15:/),
      expect.stringMatching(/^WARNING: .* Requesting an extension\.$/),
      expect.stringMatching(/^WARNING: The access was not extended\. Your access to dns already lasts 3h/),
    ]);
    expect(requestsOf()).toBe(3);
  });

  it('waits for the approval that the rule requires, and says what was decided', async () => {
    await stack.grant('U0ALICE', 'terraform-prod 1h INC-42', 'U0BOB');

    const { lines } = await exec('terraform-prod', async () => {
      await passing(52);
      await stack.press('U0BOB', 'approve');
      await passing(1);
    }, ['--extend=30m']);

    expect(lines.slice(1)).toEqual([
      expect.stringContaining('Requesting an extension'),
      expect.stringMatching(/^--extend: Your request for an extension of .* needs approval by /),
      expect.stringMatching(/was extended: it ends at 2030-01-01T13:3/),
    ]);
  });

  it('says that the request was denied, and asks no second time', async () => {
    await stack.grant('U0ALICE', 'terraform-prod 1h INC-42', 'U0BOB');

    const { code, lines } = await exec('terraform-prod', async () => {
      await passing(52);
      await stack.press('U0BOB', 'deny');
      await stack.slack.as('U0BOB').submitView(stack.slack.modalsOf('U0BOB').at(-1)?.id ?? '');
      for (const minutes of [1, 1, 10]) await passing(minutes);
    });

    expect(code).toBe(7);
    expect(lines.slice(2)).toEqual([
      expect.stringContaining('needs approval'),
      expect.stringMatching(/^--extend: Your request for an extension of .* was denied by \w+\.$/),
      expect.stringContaining('has ended'),
    ]);
    expect(requestsOf()).toBe(1);
  });

  it('says what to type in Slack if the API does not answer, and never stops the program', async () => {
    await ofAlice((iam) => iam.send(new PutUserPolicyCommand({ ...ALICE, PolicyDocument: MAY_READ_OWN })));
    await stack.grant('U0ALICE', 'terraform-prod 1h INC-42', 'U0BOB');
    nameUserApi(cli, 'http://127.0.0.1:1/v1');

    const { code, lines } = await exec('terraform-prod', () => passing(52));

    expect(code).toBe(7);
    expect(lines).toEqual([
      expect.stringMatching(/^Your access to terraform-prod ends at /),
      expect.stringContaining('Requesting an extension'),
      expect.stringMatching(/^WARNING: The extension .* did not answer .*: \/assume extend terraform-prod$/),
    ]);
  });

  it('says at once that nothing can be extended if neither the API nor IAM shows the end', async () => {
    await stack.grant('U0ALICE', 'terraform-prod 1h INC-42', 'U0BOB');
    nameUserApi(cli, 'http://127.0.0.1:1/v1');

    const { code, lines } = await exec('terraform-prod', async () => {});

    expect(code).toBe(7);
    expect(lines).toEqual([expect.stringContaining('/assume list'), expect.stringContaining('/assume extend')]);
  });

  it('says so if AWS refuses the user', async () => {
    await stack.grant('U0ALICE', 'terraform-prod 1h INC-42', 'U0BOB');

    const { lines } = await exec('terraform-prod', async () => {
      await ofAlice((iam) => iam.send(new PutUserPolicyCommand({ ...ALICE, PolicyDocument: MAY_NOT_CALL })));
      await passing(52);
    });

    expect(lines.at(-1)).toMatch(/^WARNING: The access was not extended\. AWS refused the call, .*execute-api:Invoke/);
  });

  it('reads the end from the API without --extend too, and then extends nothing', async () => {
    await stack.grant('U0ALICE', 'dns 1h INC-42', 'U0BOB');

    const { lines } = await exec('dns', () => passing(52), []);

    expect(lines).toEqual([
      expect.stringMatching(/^Your access to dns ends at /),
      expect.stringMatching(/To extend it, type in Slack: \/assume extend dns$/),
    ]);
    expect(requestsOf()).toBe(0);
  });

  it('is refused for a role, with a wrong duration, and for an address that is not https', async () => {
    await stack.grant('U0ALICE', 'terraform-prod 1h INC-42', 'U0BOB');
    const own = ['--local', '--profile', 'alice'];
    const run = (...args: string[]) => cli.run('exec', ...args, '--', 'terraform', 'plan');

    const role = await run('prod-deploy', ...own, '--extend');
    const duration = await run('terraform-prod', ...own, '--extend=soon');
    writeFileSync(join(cli.directory, 'access.yaml'), CATALOG);
    cli.environment = { ASSUME_API_URL: 'http://bot.example/v1' };
    const plain = await run('terraform-prod', '--extend');

    expect([role.code, duration.code, plain.code]).toEqual([2, 2, 2]);
    expect(role.err).toContain('is not a bundle');
    expect(duration.err).toContain('--extend');
    expect(plain.err).toContain('not an https:// URL');
  });
});
