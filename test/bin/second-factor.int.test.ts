import type { PolicyDocument } from '@assume-bot/local-aws/policy/document';
import { beforeEach, describe, expect, it } from 'vitest';
import { ROLE_ARN } from '../support/a-stack.ts';
import { aWorkingStackForEach, cli, EXAMPLE, stack, writeUserProfiles } from './a-working-stack.ts';

const UTILS = '111111111111';
const ALICE = `arn:aws:iam::${UTILS}:user/alice`;
const DEVICE = `arn:aws:iam::${UTILS}:mfa/alice-phone`;
const WITH_MFA = EXAMPLE.replace('    approvals: 1', '    conditions: { mfa: { maxAge: 1h } }\n    approvals: 1');

const asAlice = ['--local', '--profile', 'alice'];
const allow = (...Action: string[]) => ({ Effect: 'Allow', Action, Resource: '*' }) as const;
/** The usual policy that denies everything without a second factor, except what is needed to find the device. */
const DENY_WITHOUT_MFA = {
  Effect: 'Deny',
  NotAction: ['iam:ListMFADevices', 'iam:GetUserPolicy', 'sts:GetSessionToken'],
  Resource: '*',
  Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
} as const;

/** Replaces alice by a user with an MFA device and these statements. */
const withDevice = (...statements: readonly object[]): void => {
  stack.aws.removeUser(ALICE);
  const self = { Version: '2012-10-17', Statement: statements } as unknown as PolicyDocument;
  const alice = {
    name: 'alice',
    accessKeys: [{ id: 'AKIAALICEALICEALICE2', secret: 'local-secret-of-alice' }],
    inlinePolicies: { self },
    mfaDevices: [{ name: 'alice-phone', secret: 'JBSWY3DPEHPK3PXP' }],
  };
  stack.aws.seed({ accounts: [{ id: UTILS, users: [alice] }] });
  writeUserProfiles();
  cli.environment = { HOME: cli.directory };
};
const code = (): string => stack.aws.mfaOf(ALICE).tokenCode;
const mayList = (json: Record<string, string>): string =>
  stack.mayList({
    accessKeyId: json['AccessKeyId'] ?? '',
    secretAccessKey: json['SecretAccessKey'] ?? '',
    sessionToken: json['SessionToken'] ?? '',
  });

describe('creds and exec of a role that requires MFA', () => {
  aWorkingStackForEach(WITH_MFA);
  beforeEach(async () => {
    withDevice(allow('iam:ListMFADevices', 'iam:GetUserPolicy'));
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
  });

  it('ask for the code on a terminal, and advise mfa_serial for other programs', async () => {
    cli.answers = [code()];

    const ran = await cli.run('creds', 'prod-s3', ...asAlice);

    expect(ran.code).toBe(0);
    expect(mayList(ran.json())).toBe('Allowed');
    expect(ran.err).toContain(`mfa_serial = ${DEVICE}`);
  });

  it('take the code from --mfa-code, for a device that they find or that --mfa-serial names', async () => {
    const found = await cli.run('exec', 'prod-s3', ...asAlice, '--mfa-code', code(), '--', 'aws', 's3', 'ls');
    stack.clock.advance({ minutes: 1 });
    const named = await cli.run('creds', ROLE_ARN, ...asAlice, '--mfa-code', code(), '--mfa-serial', DEVICE);

    expect([found.code, named.code]).toEqual([7, 0]);
    expect(mayList(named.json())).toBe('Allowed');
  });

  it('fail without a terminal with one clear line: what is missing, how to pass it, and the words of AWS', async () => {
    const { code, out, err } = await cli.run('creds', 'prod-s3', ...asAlice);

    expect([code, out]).toEqual([1, '']);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toContain(`pass --mfa-code with the code of ${DEVICE}`);
    expect(err).toContain('is not authorized to perform: sts:AssumeRole');
    expect(err).not.toContain('/assume');
  });

  it('state the words of AWS for a wrong code, and do not advise to request access that is granted', async () => {
    const { code, err } = await cli.run('creds', 'prod-s3', ...asAlice, '--mfa-code', '000000');

    expect(code).toBe(1);
    expect(err).toContain('MultiFactorAuthentication failed with invalid MFA one time pass code');
    expect(err).toContain('Assuming prod-s3 requires MFA at most 1h old.');
    expect(err).not.toContain('/assume');
  });

  it.each([
    [['--mfa-code', '12345'], 'an MFA code has six digits'],
    [['--mfa-code', '123456', '--wait', '5m'], '--mfa-code with --wait'],
  ])('refuse %j before any call', async (options, expected) => {
    const { code, err } = await cli.run('creds', 'prod-s3', ...asAlice, ...options);

    expect([code, err]).toEqual([2, expect.stringContaining(expected)]);
  });
});

describe('creds for a user whose policy denies everything without MFA', () => {
  aWorkingStackForEach();

  it('ask for the code if the access is granted, and use it', async () => {
    withDevice(allow('iam:ListMFADevices', 'iam:GetUserPolicy'), DENY_WITHOUT_MFA);
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');
    cli.answers = [code()];

    const ran = await cli.run('creds', 'prod-s3', ...asAlice);

    expect(ran.code).toBe(0);
    expect(mayList(ran.json())).toBe('Allowed');
  });

  it('do not ask users without access, who have to request it first', async () => {
    withDevice(allow('iam:ListMFADevices', 'iam:GetUserPolicy'), DENY_WITHOUT_MFA);
    cli.answers = [code()];

    const ran = await cli.run('creds', 'prod-s3', ...asAlice);

    expect(ran.code).toBe(1);
    expect(ran.err).toContain('You have no access to prod-s3 now. Request it in Slack: /assume prod-s3');
    expect(cli.answers).toHaveLength(1);
  });

  it('show the words of AWS about a deny that no code changes, and do not advise a request', async () => {
    withDevice(allow('iam:GetUser'), { Effect: 'Deny', Action: 'sts:AssumeRole', Resource: '*' });
    await stack.grant('U0ALICE', 'prod-s3 1h INC-42');

    const ran = await cli.run('creds', 'prod-s3', ...asAlice);

    expect(ran.code).toBe(1);
    expect(ran.err).toContain('with an explicit deny in an identity-based policy');
    expect(ran.err).not.toContain('/assume');
  });
});
