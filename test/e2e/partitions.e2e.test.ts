import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeProfiles } from '@assume-bot/local-aws/profiles';
import { afterEach, describe, expect, it } from 'vitest';
import { describeProfiles } from '../../local/stack/profiles.ts';
import { aCliOf } from '../bin/a-cli.ts';
import { aStack, ROLE_ARN, type TestStack } from '../support/a-stack.ts';

const EXAMPLE = readFileSync(new URL('../../examples/access.yaml', import.meta.url), 'utf8');

let stack: TestStack;
afterEach(() => stack.close());

describe.each([
  ['aws-us-gov', 'us-gov-west-1', 'signin.amazonaws-us-gov.com'],
  ['aws-cn', 'cn-north-1', 'signin.amazonaws.cn'],
])('a catalog in the partition %s', (partition, region, signIn) => {
  const yaml = EXAMPLE.replaceAll('arn:aws:', `arn:${partition}:`);

  it('gets a user in and out, with every call signed for the regions of that partition', async () => {
    stack = await aStack(yaml);
    expect([stack.aws.partition, stack.aws.region]).toEqual([partition, region]);

    await stack.grant('U0ALICE', 'prod-s3 30m INC-42 look');

    const session = await stack.assume('alice', { role: ROLE_ARN.replace('arn:aws:', `arn:${partition}:`) });
    expect(stack.mayList(session)).toBe('Allowed');
    const written = JSON.stringify([stack.role(ROLE_ARN), stack.slack.seenBy('U0ALICE')]);
    expect(written).toContain(`arn:${partition}:iam::111111111111:root`);
    expect(written).toContain(`https://${signIn}/switchrole`);
    expect(written).not.toContain('arn:aws:iam');
    stack.clock.advance({ minutes: 30 });
    expect([stack.mayAssume('alice'), stack.mayList(session)]).not.toContain('Allowed');
    await stack.sweep();
    // The local AWS refuses a signature for another region, as AWS does.
    const refused = stack.aws.calls().filter(({ error = '' }) => /Signature|Token|AccessDenied/.test(error));
    expect(refused).toEqual([]);
  });

  it('serves the command line: plan, creds and doctor', async () => {
    stack = await aStack(yaml);
    const cli = aCliOf(stack);
    writeProfiles(join(cli.directory, '.local', 'aws'), describeProfiles(stack.aws, stack.catalog));
    cli.environment = { HOME: cli.directory };

    const plan = await cli.run('plan', 'prod-s3', '--local');
    await stack.grant('U0ALICE', 'prod-s3 30m INC-42 look');
    const creds = await cli.run('creds', 'prod-s3', '--local', '--profile', 'alice');
    const doctor = await cli.run('doctor', '--local');

    expect([plan.code, creds.code]).toEqual([0, 0]);
    expect(plan.out).toContain(`trust policy of arn:${partition}:iam::222222222222:role/s3-list-role`);
    expect(doctor.out).not.toMatch(/arn:aws:iam|cannot be read/);
  });
});
