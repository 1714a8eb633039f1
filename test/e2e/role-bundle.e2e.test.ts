import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { aStack, ROLE_ARN, type TestStack } from '../support/a-stack.ts';

const DEPLOY_ARN = 'arn:aws:iam::222222222222:role/prod-deploy';
const EXAMPLE = readFileSync(new URL('../../examples/access.yaml', import.meta.url), 'utf8')
  .replace(/^ {4}(?:extend|emergency): .*\n/gm, '')
  .replace(
    '    channel: C0APPROVALS',
    '    extend: { by: 1h, automatic: true, maxTotal: 8h }\n    channel: C0APPROVALS',
  )
  .replace(
    '\nsettings:',
    `
  prod-deploy:
    arn: ${DEPLOY_ARN}
    duration: { default: 1h, max: 4h }
    extend: { by: 30m, automatic: true, maxTotal: 4h }
    requesters: [everyone]
    approvers: [U0BOB]
    channel: C0APPROVALS
bundles:
  a-release: { roles: [prod-s3, prod-deploy], description: Release to production }
settings:`,
  );

let stack: TestStack;
afterEach(async () => {
  await stack.close();
});

const mayAssume = () => [ROLE_ARN, DEPLOY_ARN].map((role) => stack.mayAssume('random_user', { role }));
const NO = 'ImplicitlyDenied';

describe('a bundle in Slack', () => {
  it('is requested, approved, extended and ended as one, with the strictest of its rules', async () => {
    stack = await aStack(EXAMPLE);
    await stack.command('U0RANDOM', 'a-release 5h INC-42');
    const tooLong = stack.slack.modalsOf('U0RANDOM').at(-1);
    await stack.grant('U0RANDOM', 'a-release 1h INC-42');
    expect(JSON.stringify(tooLong)).toContain('The maximum duration of a-release is 4h');
    expect(mayAssume()).toEqual(['Allowed', 'Allowed']);

    const more = await stack.command('U0RANDOM', 'extend a-release 45m');
    await stack.command('U0RANDOM', 'extend a-release 30m');
    await stack.settle();
    expect(JSON.stringify(more)).toContain('adds at most 30m');
    stack.clock.advance({ minutes: 75 });
    await stack.sweep();
    expect(mayAssume()).toEqual(['Allowed', 'Allowed']);

    await stack.command('U0RANDOM', 'end a-release');
    await stack.settle();
    expect(mayAssume()).toEqual([NO, NO]);
    expect(stack.aws.queue('assume-bot.fifo').deadLetters()).toEqual([]);
  });
});
