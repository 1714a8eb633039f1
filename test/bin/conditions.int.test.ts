import { describe, expect, it } from 'vitest';
import { aWorkingStackForEach, cli, EXAMPLE, stack } from './a-working-stack.ts';

const CONDITIONS = 'conditions: { mfa: { maxAge: 1h }, sourceIp: [203.0.113.0/24] }';

aWorkingStackForEach(EXAMPLE.replace('    approvals: 1', `    ${CONDITIONS}\n    approvals: 1`));

describe('the commands about a role with conditions', () => {
  it('plan shows the conditions in words and in the trust policy', async () => {
    const { code, out } = await cli.run('plan', 'prod-s3', '--for', 'U0ALICE');

    expect(code).toBe(0);
    expect(out).toContain('Assuming prod-s3 requires MFA at most 1h old and a call from 203.0.113.0/24.');
    expect(out).toMatch(/\+\s+"aws:MultiFactorAuthAge": "3600"/);
    expect(out).toMatch(/\+\s+"aws:SourceIp": "203\.0\.113\.0\/24"/);
  });

  it('selftest refuses the role, and writes nothing', async () => {
    const before = stack.role();

    const { code, err } = await cli.run('selftest', '--role', 'prod-s3', '--user-profile', 'alice', '--yes');

    expect(code).toBe(2);
    expect(err).toContain('has conditions in the catalog, which the test cannot meet');
    expect(stack.role()).toEqual(before);
  });
});

describe('a dry run in Slack', () => {
  it('shows the conditions before anything is requested', async () => {
    const { answer } = (await stack.command('U0ALICE', 'prod-s3 1h --dry-run INC-42')) as { answer?: unknown };

    expect(JSON.stringify(answer ?? stack.slack.seenBy('U0ALICE'))).toContain('requires MFA at most 1h old');
  });
});
