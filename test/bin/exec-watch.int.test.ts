import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import { aWorkingStackForEach, cli, stack } from './a-working-stack.ts';

const EXAMPLE = readFileSync(join(import.meta.dirname, '../../examples/terraform-remote-state/access.yaml'), 'utf8');

let tick: () => Promise<void>;
let whileRunning: () => Promise<void>;

aWorkingStackForEach(EXAMPLE, {
  every: (_, run) => {
    tick = run;
    return () => {
      tick = async () => {};
    };
  },
  exec: async () => {
    await whileRunning();
    return 0;
  },
});

const MAY_READ_OWN = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'iam:GetUserPolicy', Resource: '*' }],
} as const;

const mayReadOwn = async (): Promise<void> => {
  const iam = new IAMClient({
    credentials: stack.aws.rootCredentials('111111111111'),
    endpoint: stack.aws.url,
    region: 'us-east-1',
  });
  const PolicyDocument = JSON.stringify(MAY_READ_OWN);
  await iam.send(new PutUserPolicyCommand({ UserName: 'alice', PolicyName: 'self', PolicyDocument }));
  iam.destroy();
};

const runTerraform = async (during: () => Promise<void>): Promise<readonly string[]> => {
  whileRunning = during;
  cli.environment = { HOME: cli.directory, PATH: '/bin' };
  const { err } = await cli.run('exec', 'terraform-prod', '--local', '--profile', 'alice', '--', 'terraform', 'apply');
  return err.trim().split('\n');
};

/** Looks twice, because each moment must lead to one notice. */
const passing = async (minutes: number): Promise<void> => {
  stack.clock.advance({ minutes });
  await tick();
  await tick();
};

describe('assume-bot exec with a bundle and Terraform', () => {
  it('says when the access ends: at the start, at the time of the reminder and at the end', async () => {
    await mayReadOwn();
    await stack.grant('U0ALICE', 'terraform-prod 1h INC-42', 'U0BOB');

    const printed = await runTerraform(async () => {
      for (const minutes of [40, 11, 10]) await passing(minutes);
    });

    expect(printed).toEqual([
      expect.stringMatching(/^Your access to terraform-prod ends at .*\(in (59m|1h)\)\.$/),
      expect.stringMatching(
        /^WARNING: .* ends at .*\(in \dm\)\. To extend it, type in Slack: \/assume extend terraform-prod$/,
      ),
      expect.stringMatching(/^WARNING: .* has ended\. .* run here: assume-bot terraform recover terraform-prod --yes$/),
    ]);
  });

  it('says where the end is shown if the user may not read it', async () => {
    await stack.grant('U0ALICE', 'terraform-prod 1h INC-42', 'U0BOB');

    const printed = await runTerraform(async () => {});

    expect(printed).toEqual([expect.stringContaining('/assume list')]);
  });

  it('reads the end again, so that an extension is seen while the program runs', async () => {
    await mayReadOwn();
    await stack.grant('U0ALICE', 'terraform-prod 1h INC-42', 'U0BOB');

    const printed = await runTerraform(async () => {
      await passing(52);
      await stack.grant('U0ALICE', 'extend terraform-prod 30m', 'U0BOB');
      await passing(1);
      await passing(15);
    });

    expect(printed.slice(2)).toEqual([expect.stringContaining('was extended')]);
  });
});
