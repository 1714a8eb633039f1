import { describe, expect, it } from 'vitest';
import { aChain, admits, MAY_CHAIN, roleArn, SIGN_IN, to } from '../testing/a-chain.ts';
import { aLocalAws, assume, policy, refusal, trusts, UTILS, userArn } from '../testing/a-local-aws.ts';

describe('a role that assumes itself', () => {
  it('succeeds repeatedly if its trust policy allows its account and its own policies allow it', async () => {
    const { aws } = await aChain({ name: 'self', trustPolicy: admits('sts:AssumeRole'), inlinePolicies: MAY_CHAIN });
    const first = aws.issueSession({ roleArn: roleArn('self'), sessionName: 'carol' });

    const second = await assume(aws, first, to('self', { RoleSessionName: 'another' }));
    const third = await assume(aws, second, to('self', { RoleSessionName: 'else' }));
    aws.editRole(roleArn('self'), { inlinePolicies: { chain: null } });
    const withoutPolicy = await refusal(assume(aws, third, to('self')));

    expect(withoutPolicy.code).toBe('AccessDenied');
  });

  it('is refused unless its trust policy allows it', async () => {
    const { aws } = await aChain({
      name: 'self',
      trustPolicy: trusts(SIGN_IN),
      inlinePolicies: MAY_CHAIN,
    });
    const first = aws.issueSession({ roleArn: roleArn('self'), sessionName: 'carol' });

    const refused = await refusal(assume(aws, first, to('self')));

    expect(refused.code).toBe('AccessDenied');
  });

  it('is refused by a deny in its own policies', async () => {
    const { aws } = await aChain({ name: 'self', trustPolicy: admits('sts:AssumeRole'), inlinePolicies: MAY_CHAIN });
    const guard = policy({
      Effect: 'Deny',
      Action: 'sts:AssumeRole',
      Resource: roleArn('self'),
      Condition: { StringLike: { 'aws:userid': '*:carol' } },
    });
    aws.editRole(roleArn('self'), { inlinePolicies: { guard } });
    const carol = aws.issueSession({ roleArn: roleArn('self'), sessionName: 'carol' });

    const refused = await refusal(assume(aws, carol, to('self')));

    expect(refused.message).toContain('with an explicit deny in an identity-based policy');
  });
});

describe('a trust policy that names the root of the user’s account', () => {
  it('allows any session name unless the user’s policy pins sts:RoleSessionName', async () => {
    const mayAssume = (Condition = {}) => ({
      assume: policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*', Condition }),
    });
    const alice = (inlinePolicies: ReturnType<typeof mayAssume>) => ({
      accounts: [
        {
          id: UTILS,
          users: [{ name: 'alice', accessKeys: [{ id: 'AKIAALICEALICEALICE2', secret: 's' }], inlinePolicies }],
          roles: [{ name: 'rooted', trustPolicy: trusts(`arn:aws:iam::${UTILS}:root`) }],
        },
      ],
    });
    const asAny = { RoleArn: `arn:aws:iam::${UTILS}:role/rooted`, RoleSessionName: 'anybody' };

    const free = await aLocalAws({}, alice(mayAssume()));
    const pinned = await aLocalAws(
      {},
      alice(mayAssume({ StringEquals: { 'sts:RoleSessionName': '${aws:username}' } })),
    );

    expect((await assume(free.aws, free.aws.credentialsOf(userArn('alice')), asAny)).accessKeyId).toMatch(/^ASIA/);
    expect((await refusal(assume(pinned.aws, pinned.aws.credentialsOf(userArn('alice')), asAny))).code).toBe(
      'AccessDenied',
    );
  });
});
