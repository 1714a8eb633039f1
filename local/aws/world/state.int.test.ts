import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { manyOf, type PolicyDocument } from '../policy/document.ts';
import {
  aClock,
  aLocalAws,
  assume,
  exampleSeed,
  PROD,
  policy,
  ROLE,
  refusal,
  stsAs,
  trusts,
  UTILS,
  userArn,
} from '../testing/a-local-aws.ts';

const aDirectory = (): string => {
  const directory = mkdtempSync(join(tmpdir(), 'local-aws-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
};

describe('the state of the local AWS', () => {
  it('is kept over a restart: roles, sessions, messages, root keys', async () => {
    const statePath = aDirectory();
    const first = await aLocalAws({ statePath });
    const session = await assume(first.aws, first.aws.credentialsOf(userArn('alice')));
    first.aws.editRole(ROLE, { trustPolicy: trusts(userArn('bob')), tags: { team: 'sre' } });
    first.aws.queue('roles.fifo').send({ body: 'still here', groupId: 'g' });
    const before = { role: first.aws.role(ROLE), root: first.aws.rootCredentials(PROD) };
    await first.aws.close();

    const second = await aLocalAws({ statePath });

    expect({ role: second.aws.role(ROLE), root: second.aws.rootCredentials(PROD) }).toEqual(before);
    expect(
      second.aws
        .queue('roles.fifo')
        .messages()
        .map(({ body }) => body),
    ).toEqual(['still here']);
    const identity = await stsAs(second.aws, session).send(new GetCallerIdentityCommand({}));
    expect(identity.Arn).toBe(`arn:aws:sts::${PROD}:assumed-role/s3-list-role/alice`);
    expect(readdirSync(statePath)).toEqual(['aws.json']);
  });

  it('is not changed by a second seed, which adds only what is missing', async () => {
    const { aws } = await aLocalAws();
    const inline = { mine: policy({ Effect: 'Allow', Action: 's3:*', Resource: '*' }) };
    aws.editRole(ROLE, { trustPolicy: trusts(userArn('bob')), inlinePolicies: inline });
    aws.removeUser(userArn('alice'));

    aws.seed(exampleSeed);

    expect(aws.role(ROLE)).toMatchObject({ trustPolicy: trusts(userArn('bob')), inlinePolicies: inline });
    expect(aws.user(userArn('alice'))?.accessKeyIds).toEqual(['AKIAALICEALICEALICE2']);
  });

  it('rejects a seed that IAM would reject', async () => {
    const { aws } = await aLocalAws();
    const seedWith = (trustPolicy: ReturnType<typeof trusts>) => ({
      accounts: [{ id: PROD, roles: [{ name: 'new', trustPolicy }] }],
    });

    expect(() => aws.seed(seedWith(trusts(userArn('unknown'))))).toThrow('Invalid principal in policy');
    expect(() => aws.seed({ accounts: [{ id: '12' }] })).toThrow('an account id has 12 digits');
  });

  it('can refer to users and roles of any account of the seed, in any order', async () => {
    const { aws } = await aLocalAws(
      {},
      {
        accounts: [
          { id: PROD, roles: [{ name: 's3-list-role', trustPolicy: trusts(userArn('alice')) }] },
          { id: UTILS, users: [{ name: 'alice', accessKeys: [{ id: 'AKIAALICEALICEALICE2', secret: 's' }] }] },
        ],
      },
    );

    expect(aws.role(ROLE)?.trustPolicy).toEqual(trusts(userArn('alice')));
  });

  it('cannot be changed through returned objects', async () => {
    const { aws } = await aLocalAws();
    const trust = policy({ Effect: 'Allow', Principal: { AWS: ['*'] }, Action: ['sts:AssumeRole'] });
    const guard = policy({ Effect: 'Deny', Action: ['s3:*'], Resource: '*' });
    aws.editRole(ROLE, { trustPolicy: trust, inlinePolicies: { guard } });
    const view = aws.role(ROLE);
    const modify = (document: PolicyDocument | undefined): void => {
      for (const { Action } of manyOf(document?.Statement)) (Action as string[]).push('*');
    };

    modify(view?.trustPolicy);
    modify(view?.inlinePolicies['guard']);

    expect(aws.role(ROLE)).toMatchObject({ trustPolicy: trust, inlinePolicies: { guard } });
  });
});

describe('the local AWS', () => {
  it('decides without HTTP exactly as over HTTP', async () => {
    const { aws } = await aLocalAws();
    const [alice, bob] = [aws.credentialsOf(userArn('alice')), aws.credentialsOf(userArn('bob'))];
    const decide = (as: typeof alice) => aws.decideAssumeRole({ as, roleArn: ROLE, sessionName: 'alice' });

    expect([decide(alice), decide(bob)]).toEqual(['Allowed', 'ImplicitlyDenied']);
    expect((await assume(aws, alice)).accessKeyId).toMatch(/^ASIA/);
    expect((await refusal(assume(aws, bob))).code).toBe('AccessDenied');
  });

  it('rejects with EADDRINUSE if its port is in use', async () => {
    const { aws } = await aLocalAws();

    const error = await refusal(aLocalAws({ port: aws.port, clock: aClock() }));

    expect(error.message).toContain('EADDRINUSE');
  });
});
