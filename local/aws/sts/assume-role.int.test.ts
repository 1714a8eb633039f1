import { GetRoleCommand, UpdateRoleCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import {
  aLocalAws,
  assume,
  exampleSeed,
  iamAs,
  iamOf,
  PROD,
  policy,
  ROLE,
  refusal,
  stsAs,
  trusts,
  UTILS,
  userArn,
} from '../testing/a-local-aws.ts';

describe('AssumeRole', () => {
  it('issues a session that acts as the role if both accounts allow it', async () => {
    const { aws } = await aLocalAws();

    const session = await assume(aws, aws.credentialsOf(userArn('alice')));

    const identity = await stsAs(aws, session).send(new GetCallerIdentityCommand({}));
    expect(identity.Arn).toBe(`arn:aws:sts::${PROD}:assumed-role/s3-list-role/alice`);
    expect(identity.UserId).toBe(`${aws.role(ROLE)?.id}:alice`);
    expect(session.expiration).toEqual(new Date('2030-01-01T13:00:00Z'));
  });

  it('refuses a caller whose own account does not allow it, even if the role trusts that account', async () => {
    const { aws } = await aLocalAws();

    const error = await refusal(assume(aws, aws.credentialsOf(userArn('bob'))));

    expect(error).toEqual({
      code: 'AccessDenied',
      message: `User: ${userArn('bob')} is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`,
    });
  });

  it('refuses a caller with permission to assume any role if the role does not trust it', async () => {
    const { aws } = await aLocalAws();
    aws.editRole(ROLE, { trustPolicy: trusts(userArn('bob')) });

    const error = await refusal(assume(aws, aws.credentialsOf(userArn('alice'))));

    expect(error.code).toBe('AccessDenied');
  });

  it('returns the same error for a missing role and for a role that does not trust the caller', async () => {
    const { aws } = await aLocalAws();
    const RoleArn = `arn:aws:iam::${PROD}:role/missing-role`;

    const error = await refusal(assume(aws, aws.credentialsOf(userArn('alice')), { RoleArn }));

    expect(error.message).toBe(
      `User: ${userArn('alice')} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
    );
  });

  it('needs only the trust policy within one account if it names the user, and both policies if it names the account', async () => {
    const inUtils = (name: string, principal: string) => ({ name, trustPolicy: trusts(principal) });
    const { aws } = await aLocalAws({}, exampleSeed);
    aws.seed({
      accounts: [
        { id: UTILS, roles: [inUtils('named', userArn('bob')), inUtils('rooted', `arn:aws:iam::${UTILS}:root`)] },
      ],
    });
    const asBob = (role: string) => ({ RoleArn: `arn:aws:iam::${UTILS}:role/${role}`, RoleSessionName: 'bob' });

    const named = await assume(aws, aws.credentialsOf(userArn('bob')), asBob('named'));
    const rooted = await refusal(assume(aws, aws.credentialsOf(userArn('bob')), asBob('rooted')));

    expect(named.accessKeyId).toMatch(/^ASIA/);
    expect(rooted.code).toBe('AccessDenied');
  });

  it('enforces the time box, the session name and the external id of a trust policy', async () => {
    const { aws, clock } = await aLocalAws();
    aws.editRole(ROLE, {
      trustPolicy: policy({
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${UTILS}:root` },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: {
            'aws:username': 'alice',
            'sts:RoleSessionName': '${aws:username}',
            'sts:ExternalId': 'hub-7',
          },
          DateLessThan: { 'aws:CurrentTime': '2030-01-01T12:30:00Z' },
        },
      }),
    });
    const alice = aws.credentialsOf(userArn('alice'));

    const right = await assume(aws, alice, { ExternalId: 'hub-7' });
    const withoutId = await refusal(assume(aws, alice));
    const asBob = await refusal(assume(aws, alice, { ExternalId: 'hub-7', RoleSessionName: 'bob' }));
    clock.set('2030-01-01T12:29:59.999Z');
    const justBefore = await assume(aws, alice, { ExternalId: 'hub-7' });
    clock.set('2030-01-01T12:30:00Z');
    const atTheEnd = await refusal(assume(aws, alice, { ExternalId: 'hub-7' }));

    expect([right, justBefore].map(({ accessKeyId }) => accessKeyId.slice(0, 4))).toEqual(['ASIA', 'ASIA']);
    expect([withoutId, asBob, atTheEnd].map(({ code }) => code)).toEqual([
      'AccessDenied',
      'AccessDenied',
      'AccessDenied',
    ]);
  });

  it('limits the session duration to the limits of STS and of the role', async () => {
    const { aws } = await aLocalAws();
    const alice = aws.credentialsOf(userArn('alice'));

    const answers = await Promise.all(
      [899, 43_201, 7201].map((DurationSeconds) => refusal(assume(aws, alice, { DurationSeconds }))),
    );
    const longest = await assume(aws, alice, { DurationSeconds: 7200 });

    expect(answers.map(({ message }) => message)).toEqual([
      "1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
      "1 validation error detected: Value '43201' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 43200",
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    ]);
    expect(longest.expiration).toEqual(new Date('2030-01-01T14:00:00Z'));
  });

  it('accepts sessions from 15 minutes to 12 hours if the role allows it', async () => {
    const { aws } = await aLocalAws();
    const alice = aws.credentialsOf(userArn('alice'));
    const iam = iamOf(aws, PROD);
    await iam.send(new UpdateRoleCommand({ RoleName: 's3-list-role', MaxSessionDuration: 43_200 }));

    const ends = await Promise.all(
      [900, 43_200].map(async (DurationSeconds) => (await assume(aws, alice, { DurationSeconds })).expiration),
    );

    expect(ends).toEqual([new Date('2030-01-01T12:15:00Z'), new Date('2030-01-02T00:00:00Z')]);
  });

  it('refuses the root user of an account, invalid ARNs, and policies that do not exist', async () => {
    const { aws } = await aLocalAws();
    const alice = aws.credentialsOf(userArn('alice'));

    const root = await refusal(assume(aws, aws.rootCredentials(PROD)));
    const noRole = await refusal(assume(aws, alice, { RoleArn: `arn:aws:iam::${PROD}:user/a-user` }));
    const noPolicy = await refusal(assume(aws, alice, { PolicyArns: [{ arn: `arn:aws:iam::${PROD}:policy/none` }] }));

    expect(root).toEqual({ code: 'AccessDenied', message: 'Roles may not be assumed by root accounts.' });
    expect(noRole).toMatchObject({ code: 'ValidationError', message: expect.stringContaining('a-user is invalid') });
    expect(noPolicy.code).toBe('MalformedPolicyDocumentException');
  });

  it('accepts a source identity only if the trust policy allows it, and can require one', async () => {
    const { aws } = await aLocalAws();
    const alice = aws.credentialsOf(userArn('alice'));
    const trustFor = (Action: string | string[], Condition = {}) =>
      aws.editRole(ROLE, {
        trustPolicy: policy({ Effect: 'Allow', Principal: { AWS: userArn('alice') }, Action, Condition }),
      });
    const demanded = { StringEquals: { 'sts:SourceIdentity': 'alice' } };

    trustFor('sts:AssumeRole');
    const notLet = await refusal(assume(aws, alice, { SourceIdentity: 'alice' }));
    trustFor(['sts:AssumeRole', 'sts:SetSourceIdentity'], demanded);
    const without = await refusal(assume(aws, alice));
    const another = await refusal(assume(aws, alice, { SourceIdentity: 'bob' }));

    expect([notLet, without, another].map(({ code }) => code)).toEqual([
      'AccessDenied',
      'AccessDenied',
      'AccessDenied',
    ]);
  });

  it('limits role chaining to one hour', async () => {
    const { aws } = await aLocalAws();
    aws.seed({
      accounts: [
        {
          id: PROD,
          roles: [{ name: 'second', trustPolicy: trusts(ROLE), maxSessionDurationSeconds: 7200 }],
        },
      ],
    });
    const first = await assume(aws, aws.credentialsOf(userArn('alice')));
    const second = { RoleArn: `arn:aws:iam::${PROD}:role/second` };

    const chained = await assume(aws, first, second);
    const tooLong = await refusal(assume(aws, first, { ...second, DurationSeconds: 3601 }));

    expect(chained.expiration).toEqual(new Date('2030-01-01T13:00:00Z'));
    expect(tooLong.message).toBe(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  });

  it('accepts session names of 2 to 64 allowed characters', async () => {
    const { aws } = await aLocalAws();
    const alice = aws.credentialsOf(userArn('alice'));

    const codes = await Promise.all(
      ['a', 'a b', 'x'.repeat(65), 'a:b'].map((RoleSessionName) => refusal(assume(aws, alice, { RoleSessionName }))),
    );
    const fine = await assume(aws, alice, { RoleSessionName: 'a.b+c=d,e@f-g_h' });

    expect(codes.map(({ code }) => code)).toEqual(Array(4).fill('ValidationError'));
    expect(fine.accessKeyId).toMatch(/^ASIA/);
  });

  it('limits a session with the session policy of the request', async () => {
    const { aws } = await aLocalAws();
    const alice = aws.credentialsOf(userArn('alice'));
    const Policy = JSON.stringify(policy({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }));

    const narrowed = await assume(aws, alice, { Policy });

    expect(aws.decideAction({ as: narrowed, action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' })).toBe('Allowed');
    expect(aws.decideAction({ as: narrowed, action: 's3:ListAllMyBuckets' })).toBe('ImplicitlyDenied');
  });

  it('rejects parameters that are not implemented', async () => {
    const { aws } = await aLocalAws();

    const error = await refusal(
      assume(aws, aws.credentialsOf(userArn('alice')), { ProvidedContexts: [{ ContextAssertion: 'abcd' }] }),
    );

    expect(error).toEqual({
      code: 'InvalidParameterValue',
      message: 'The local AWS does not implement ProvidedContexts here.',
    });
  });

  it('invalidates every session of a role that is deleted, even if a role with the same name is created', async () => {
    const { aws } = await aLocalAws();
    const session = await assume(aws, aws.credentialsOf(userArn('alice')));
    aws.removeRole(ROLE);
    aws.seed(exampleSeed);

    const error = await refusal(iamAs(aws, session).send(new GetRoleCommand({ RoleName: 's3-list-role' })));

    expect(error.code).toBe('InvalidClientTokenId');
  });
});
