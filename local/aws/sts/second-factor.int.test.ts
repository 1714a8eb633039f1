import { ListMFADevicesCommand, ListRolesCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import type { ConditionBlock } from '../policy/document.ts';
import {
  aLocalAws,
  assume,
  iamAs,
  PROD,
  policy,
  ROLE,
  refusal,
  stsAs,
  UTILS,
  userArn,
} from '../testing/a-local-aws.ts';
import type { Credentials, LocalAws } from '../types.ts';

const FRESH = { NumericLessThanEquals: { 'aws:MultiFactorAuthAge': 600 } };
const PRESENT = { Bool: { 'aws:MultiFactorAuthPresent': true } };

/** Alice and bob with one device each. The role requires MFA. */
const withDevices = async (Condition: ConditionBlock = PRESENT) => {
  const all = { all: policy({ Effect: 'Allow', Action: '*', Resource: '*' }) };
  const user = (name: string, id: string, secret: string) => ({
    name,
    accessKeys: [{ id, secret: 's' }],
    inlinePolicies: all,
    mfaDevices: [{ name: `${name}-phone`, secret }],
  });
  const { aws, clock } = await aLocalAws(
    {},
    {
      accounts: [
        {
          id: UTILS,
          users: [
            user('alice', 'AKIAALICEALICEALICE2', 'JBSWY3DPEHPK3PXP'),
            user('bob', 'AKIABOBBOBBOBBOBBOB2', 'KRSXG5CTMVRXEZLU'),
          ],
        },
        {
          id: PROD,
          roles: [
            {
              name: 's3-list-role',
              trustPolicy: policy({
                Effect: 'Allow',
                Principal: { AWS: `arn:aws:iam::${UTILS}:root` },
                Action: 'sts:AssumeRole',
                Condition,
              }),
              inlinePolicies: all,
            },
          ],
        },
      ],
    },
  );
  return { aws, clock, alice: aws.credentialsOf(userArn('alice')) };
};

const factorOf = (aws: LocalAws, name: string) => {
  const { serialNumber, tokenCode } = aws.mfaOf(userArn(name));
  return { SerialNumber: serialNumber, TokenCode: tokenCode };
};

const sessionToken = async (aws: LocalAws, as: Credentials, input = {}): Promise<Required<Credentials>> => {
  const { Credentials: issued } = await stsAs(aws, as).send(new GetSessionTokenCommand(input));
  return {
    accessKeyId: issued?.AccessKeyId ?? '',
    secretAccessKey: issued?.SecretAccessKey ?? '',
    sessionToken: issued?.SessionToken ?? '',
    expiration: issued?.Expiration ?? new Date(Number.NaN),
  };
};

describe('MFA', () => {
  it('satisfies a role that requires it, with the code of the caller’s device', async () => {
    const { aws, alice } = await withDevices();

    const without = await refusal(assume(aws, alice));
    const session = await assume(aws, alice, factorOf(aws, 'alice'));

    expect(without.code).toBe('AccessDenied');
    expect(session.accessKeyId).toMatch(/^ASIA/);
  });

  it('is refused with a used code, the device of another user, or one parameter missing', async () => {
    const { aws, alice } = await withDevices();
    const factor = factorOf(aws, 'alice');
    await assume(aws, alice, factor);

    const used = await refusal(assume(aws, alice, factor));
    const foreign = await refusal(assume(aws, alice, factorOf(aws, 'bob')));
    const half = await refusal(assume(aws, alice, { TokenCode: factor.TokenCode }));
    const malformed = await refusal(assume(aws, alice, { ...factor, TokenCode: '12345' }));

    expect(used.message).toBe('MultiFactorAuthentication failed with invalid MFA one time pass code. ');
    expect(foreign.message).toContain('Please verify your MFA serial number is valid and associated with this user.');
    expect(half.message).toBe(
      'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.',
    );
    expect(malformed.code).toBe('ValidationError');
  });

  it('is not visible to the policies of the role session', async () => {
    const { aws, alice } = await withDevices();
    aws.editRole(ROLE, {
      inlinePolicies: { all: policy({ Effect: 'Allow', Action: '*', Resource: '*', Condition: PRESENT }) },
    });

    const session = await assume(aws, alice, factorOf(aws, 'alice'));

    expect(aws.decideAction({ as: session, action: 's3:ListAllMyBuckets' })).toBe('ImplicitlyDenied');
  });

  it('is absent for long-term keys, so that Bool fails and BoolIfExists does not', async () => {
    const { aws, alice } = await withDevices({ BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } });

    const ifExists = await assume(aws, alice);
    aws.editRole(ROLE, {
      trustPolicy: policy({
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${UTILS}:root` },
        Action: 'sts:AssumeRole',
        Condition: { Null: { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': 'true' } },
      }),
    });
    const absent = await assume(aws, alice);

    expect([ifExists, absent].map(({ accessKeyId }) => accessKeyId.slice(0, 4))).toEqual(['ASIA', 'ASIA']);
  });

  it('from GetSessionToken satisfies a role until it is too old', async () => {
    const { aws, clock, alice } = await withDevices(FRESH);

    const token = await sessionToken(aws, alice, factorOf(aws, 'alice'));
    clock.advance(600);
    const fresh = await assume(aws, token);
    clock.advance(1);
    const stale = await refusal(assume(aws, token));

    expect(fresh.accessKeyId).toMatch(/^ASIA/);
    expect(stale.code).toBe('AccessDenied');
  });
});

describe('GetSessionToken', () => {
  it('issues user credentials for 12 hours, and assuming a role with them is not role chaining', async () => {
    const { aws, alice } = await withDevices({});
    aws.editRole(ROLE, { maxSessionDurationSeconds: 7200 });

    const token = await sessionToken(aws, alice);
    const identity = await stsAs(aws, token).send(new GetCallerIdentityCommand({}));
    const session = await assume(aws, token, { DurationSeconds: 7200 });

    expect(identity.Arn).toBe(userArn('alice'));
    expect(token.expiration).toEqual(new Date('2030-01-02T00:00:00Z'));
    expect(session.expiration).toEqual(new Date('2030-01-01T14:00:00Z'));
  });

  it('issues credentials that call IAM only with MFA, and never GetSessionToken', async () => {
    const { aws, alice } = await withDevices();
    const plain = await sessionToken(aws, alice);
    const strong = await sessionToken(aws, alice, factorOf(aws, 'alice'));

    const refused = await refusal(iamAs(aws, plain).send(new ListRolesCommand({})));
    const listed = await iamAs(aws, strong).send(new ListRolesCommand({}));
    const again = await refusal(stsAs(aws, strong).send(new GetSessionTokenCommand({})));

    expect(refused.code).toBe('InvalidClientTokenId');
    expect(listed.Roles).toEqual([]);
    expect(again.message).toBe('Cannot call GetSessionToken with session credentials');
  });

  it('requires no permissions, and is refused by an explicit deny', async () => {
    const { aws, alice } = await withDevices();
    aws.setServiceControlPolicies(UTILS, [policy({ Effect: 'Allow', Action: 's3:*', Resource: '*' })]);
    const silent = await sessionToken(aws, alice);
    aws.setServiceControlPolicies(UTILS, [policy({ Effect: 'Deny', Action: 'sts:GetSessionToken', Resource: '*' })]);
    const denied = await refusal(stsAs(aws, alice).send(new GetSessionTokenCommand({})));

    expect(silent.accessKeyId).toMatch(/^ASIA/);
    expect(denied.message).toContain('with an explicit deny in a service control policy');
  });

  it('accepts durations from 15 minutes to 36 hours', async () => {
    const { aws, alice } = await withDevices();

    const errors = await Promise.all(
      [899, 129_601].map((DurationSeconds) =>
        refusal(stsAs(aws, alice).send(new GetSessionTokenCommand({ DurationSeconds }))),
      ),
    );
    const longest = await sessionToken(aws, alice, { DurationSeconds: 129_600 });

    expect(errors.map(({ code }) => code)).toEqual(['ValidationError', 'ValidationError']);
    expect(longest.expiration).toEqual(new Date('2030-01-03T00:00:00Z'));
  });

  it('works with ListMFADevices to find the device', async () => {
    const { aws, alice } = await withDevices();

    const strong = await sessionToken(aws, alice, factorOf(aws, 'alice'));
    const { MFADevices } = await iamAs(aws, strong).send(new ListMFADevicesCommand({}));

    expect(MFADevices?.map(({ SerialNumber }) => SerialNumber)).toEqual([`arn:aws:iam::${UTILS}:mfa/alice-phone`]);
  });
});
