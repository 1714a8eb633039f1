import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { aChain, admits, MAY_CHAIN, ROOT, roleArn, SIGN_IN, to } from '../testing/a-chain.ts';
import { assume, PROD, policy, refusal, stsAs } from '../testing/a-local-aws.ts';

describe('a source identity', () => {
  it('is inherited by every later role session, and every trust policy must allow sts:SetSourceIdentity', async () => {
    const { aws } = await aChain(
      { name: 'open', trustPolicy: admits(['sts:AssumeRole', 'sts:SetSourceIdentity']), inlinePolicies: MAY_CHAIN },
      { name: 'closed', trustPolicy: admits('sts:AssumeRole') },
      { name: 'last', trustPolicy: admits(['sts:AssumeRole', 'sts:SetSourceIdentity']) },
    );
    const carol = aws.issueSession({ roleArn: SIGN_IN, sessionName: 'carol', sourceIdentity: 'carol' });

    const first = await assume(aws, carol, to('open'));
    const closed = await refusal(assume(aws, first, to('closed')));
    const last = await assume(aws, first, to('last'));
    const withoutIdentity = aws.issueSession({ roleArn: SIGN_IN, sessionName: 'carol' });
    const plain = await assume(aws, withoutIdentity, to('closed'));

    expect(closed).toEqual({
      code: 'AccessDenied',
      message: `User: arn:aws:sts::${PROD}:assumed-role/open/carol is not authorized to perform: sts:SetSourceIdentity on resource: ${roleArn('closed')}`,
    });
    const arns = await Promise.all(
      [last, plain].map(async (session) => (await stsAs(aws, session).send(new GetCallerIdentityCommand({}))).Arn),
    );
    expect(arns).toEqual([
      `arn:aws:sts::${PROD}:assumed-role/last/carol`,
      `arn:aws:sts::${PROD}:assumed-role/closed/carol`,
    ]);
  });

  it('cannot be changed, but the same value is accepted', async () => {
    const { aws } = await aChain({ name: 'open', trustPolicy: admits(['sts:AssumeRole', 'sts:SetSourceIdentity']) });
    const carol = aws.issueSession({ roleArn: SIGN_IN, sessionName: 'carol', sourceIdentity: 'carol' });

    const other = await refusal(assume(aws, carol, to('open', { SourceIdentity: 'dave' })));
    const same = await assume(aws, carol, to('open', { SourceIdentity: 'carol' }));

    expect(other.code).toBe('AccessDenied');
    expect(same.accessKeyId).toMatch(/^ASIA/);
  });

  it('can be pinned to aws:SourceIdentity; a condition on the session name does not match sts:SetSourceIdentity', async () => {
    const pinned = policy(
      {
        Effect: 'Allow',
        Principal: { AWS: ROOT },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:RoleSessionName': 'carol' } },
      },
      {
        Effect: 'Allow',
        Principal: { AWS: ROOT },
        Action: 'sts:SetSourceIdentity',
        Condition: { StringEquals: { 'sts:SourceIdentity': '${aws:SourceIdentity}' } },
      },
    );
    const named = policy({
      Effect: 'Allow',
      Principal: { AWS: ROOT },
      Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
      Condition: { StringEquals: { 'sts:RoleSessionName': 'carol' } },
    });
    const { aws } = await aChain({ name: 'pinned', trustPolicy: pinned }, { name: 'named', trustPolicy: named });
    const carol = aws.issueSession({ roleArn: SIGN_IN, sessionName: 'carol', sourceIdentity: 'carol' });

    const admitted = await assume(aws, carol, to('pinned'));
    const refused = await refusal(assume(aws, carol, to('named')));

    expect(admitted.accessKeyId).toMatch(/^ASIA/);
    expect(refused.message).toContain('sts:SetSourceIdentity');
  });

  it('requires sts:SetSourceIdentity in the policies of the calling session too', async () => {
    const { aws } = await aChain({ name: 'open', trustPolicy: admits(['sts:AssumeRole', 'sts:SetSourceIdentity']) });
    const assumeOnly = policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' });
    aws.editRole(SIGN_IN, { inlinePolicies: { chain: assumeOnly } });
    const carol = aws.issueSession({ roleArn: SIGN_IN, sessionName: 'carol', sourceIdentity: 'carol' });

    const refused = await refusal(assume(aws, carol, to('open')));

    expect(refused.message).toContain('sts:SetSourceIdentity');
  });

  it('is aws:SourceIdentity in the policies of the session', async () => {
    const { aws } = await aChain();
    const Condition = { StringEquals: { 'aws:SourceIdentity': 'carol' } };
    aws.editRole(SIGN_IN, {
      inlinePolicies: { list: policy({ Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*', Condition }) },
    });
    const decide = (sourceIdentity: string) =>
      aws.decideAction({
        as: aws.issueSession({ roleArn: SIGN_IN, sessionName: 'carol', sourceIdentity }),
        action: 's3:ListAllMyBuckets',
      });

    expect([decide('carol'), decide('dave')]).toEqual(['Allowed', 'ImplicitlyDenied']);
  });
});

describe('session tags', () => {
  const TAGGING = ['sts:AssumeRole', 'sts:TagSession'];

  it('require sts:TagSession in the trust policy, even if they are inherited', async () => {
    const { aws } = await aChain(
      { name: 'tagged', trustPolicy: admits(TAGGING), inlinePolicies: MAY_CHAIN },
      { name: 'closed', trustPolicy: admits('sts:AssumeRole') },
    );
    const plain = aws.issueSession({ roleArn: SIGN_IN, sessionName: 'carol' });
    const Tags = [{ Key: 'team', Value: 'sre' }];

    const passed = await refusal(assume(aws, plain, to('closed', { Tags })));
    const kept = await assume(aws, plain, to('tagged', { Tags }));
    const notInherited = await assume(aws, kept, to('closed'));
    const transitive = await assume(aws, plain, to('tagged', { Tags, TransitiveTagKeys: ['Team'] }));
    const inherited = await refusal(assume(aws, transitive, to('closed')));

    expect([passed, inherited].map(({ message }) => /sts:\w+/.exec(message)?.[0])).toEqual([
      'sts:TagSession',
      'sts:TagSession',
    ]);
    expect(notInherited.accessKeyId).toMatch(/^ASIA/);
  });

  it('override tags of the role regardless of case, and are inherited if they are transitive', async () => {
    const { aws } = await aChain(
      { name: 'first', trustPolicy: admits(TAGGING), tags: { Team: 'of the role' }, inlinePolicies: MAY_CHAIN },
      { name: 'second', trustPolicy: admits(TAGGING), tags: { team: 'of the role' } },
    );
    const mayListWith = (role: string, value: string) => {
      const Condition = { StringEquals: { 'aws:PrincipalTag/team': value } };
      aws.editRole(roleArn(role), {
        inlinePolicies: { list: policy({ Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*', Condition }) },
      });
    };
    mayListWith('first', 'sre');
    mayListWith('second', 'sre');
    const carol = aws.issueSession({ roleArn: SIGN_IN, sessionName: 'carol' });

    const first = await assume(
      aws,
      carol,
      to('first', { Tags: [{ Key: 'team', Value: 'sre' }], TransitiveTagKeys: ['team'] }),
    );
    const second = await assume(aws, first, to('second'));

    expect([first, second].map((as) => aws.decideAction({ as, action: 's3:ListAllMyBuckets' }))).toEqual([
      'Allowed',
      'Allowed',
    ]);
  });

  it('are available as aws:RequestTag, aws:TagKeys and sts:TransitiveTagKeys', async () => {
    const condition = {
      StringEquals: { 'aws:RequestTag/team': ['sre', 'data'] },
      'ForAllValues:StringEquals': { 'aws:TagKeys': ['team', 'cost'], 'sts:TransitiveTagKeys': 'team' },
    };
    const { aws } = await aChain({
      name: 'picky',
      trustPolicy: policy(
        { Effect: 'Allow', Principal: { AWS: ROOT }, Action: 'sts:AssumeRole' },
        { Effect: 'Allow', Principal: { AWS: ROOT }, Action: 'sts:TagSession', Condition: condition },
      ),
    });
    const carol = aws.issueSession({ roleArn: SIGN_IN, sessionName: 'carol' });
    const outcome = (tags: Record<string, string>, TransitiveTagKeys: string[] = []) =>
      assume(
        aws,
        carol,
        to('picky', { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })), TransitiveTagKeys }),
      ).then(
        () => 'Allowed',
        (error: Error) => error.name,
      );

    const outcomes = [
      await outcome({ team: 'sre' }),
      await outcome({ team: 'sre', cost: '7' }, ['team']),
      await outcome({ team: 'ops' }),
      await outcome({ team: 'sre', other: 'x' }),
      await outcome({ team: 'sre', cost: '7' }, ['cost']),
      await outcome({ Team: 'sre' }),
    ];

    expect(outcomes).toEqual(['Allowed', 'Allowed', ...Array(4).fill('AccessDenied')]);
  });

  it('are refused if keys differ only by case, repeat an inherited key, or exceed the quota', async () => {
    const { aws } = await aChain({ name: 'tagged', trustPolicy: admits(TAGGING) });
    const tags = { team: 'sre' };
    const carol = aws.issueSession({ roleArn: SIGN_IN, sessionName: 'carol', tags, transitiveTagKeys: ['team'] });
    const refused = (Tags: { Key: string; Value: string }[], more = {}) =>
      refusal(assume(aws, carol, to('tagged', { Tags, ...more })));
    const tag = (Key: string) => ({ Key, Value: 'x' });

    const errors = [
      await refused([tag('a'), tag('A')]),
      await refused([tag('TEAM')]),
      await refused([tag('a')], { TransitiveTagKeys: ['b'] }),
      await refused([tag('aws:a')]),
      await refused(Array.from({ length: 50 }, (_, index) => tag(`k${index}`))),
      await refused([tag('a,b')]),
    ];

    expect(errors.map(({ code }) => code)).toEqual([
      ...Array(4).fill('InvalidParameterValue'),
      'ValidationError',
      'ValidationError',
    ]);
  });
});
