import { addSeconds } from '../../../core/time.ts';
import { arePoliciesEqual, type Conditions, POLICY_VERSION, type Statement } from '../../../core/trust/documents.ts';
import type { Answer } from '../lab-ports.ts';
import { documentOf, outcomeOf, resultOf } from './answers.ts';
import type { Bench } from './bench.ts';
import { admits, rootOf } from './statements.ts';
import { type Steps, stepOf } from './step.ts';

const MALFORMED = 'MalformedPolicyDocument';

/** What IAM answers when a trust policy with one more condition is written. */
const writing = async (bench: Bench, role: string, more: Conditions): Promise<Answer> =>
  bench.lab.putTrust(role, documentOf(admits(bench.lab, 'control', more)));

/** The elements of a trust policy whose text has a given number of characters, filled in one condition value. */
const trustOfSize = (bench: Bench, chars: number, filling: string, between = ''): string => {
  const textOf = (fill: string): string => {
    const statement: Statement = {
      Effect: 'Allow',
      Principal: { AWS: rootOf(bench.lab) },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:PrincipalTag/assume-bot-size': fill } },
    };
    return `{"Version":"${POLICY_VERSION}",${between}"Statement":[${between}${JSON.stringify(statement)}]}`;
  };
  const room = chars - textOf(filling).length + between.length * 2;
  return textOf(`${filling}${'x'.repeat(Math.max(0, room))}`);
};

export const iamSteps = {
  'user-name-case': stepOf('I1', async (bench) => {
    const { lab } = bench;
    const { name } = await bench.user('one');
    await bench.look('lookup', 'allowed', () => lab.getUser(name.toUpperCase()));
    await bench.read('answer', name, async () => {
      const answer = await lab.getUser(name.toUpperCase());
      return answer.kind === 'ok' ? answer.value.name : answer.code;
    });
  }),
  'role-name-case': stepOf('I3', async (bench) => {
    const { lab } = bench;
    const { arn, keys } = await bench.user('one');
    const role = await bench.role('t', admits(lab, 'control'));
    await bench.ready(() => lab.assume(keys, { roleArn: role.arn, sessionName: 'control' }));
    const other = role.arn.replace(role.name, role.name.toUpperCase());
    await bench.look('lookup', 'NoSuchEntity', () => lab.getRole(role.name.toUpperCase()));
    await bench.look('assume', 'refused', () => lab.assume(keys, { roleArn: other, sessionName: 'control' }));
    const misspelt = arn.replace(/[^/]+$/, (name) => name.toUpperCase());
    const principal = { Effect: 'Allow', Principal: { AWS: misspelt }, Action: 'sts:AssumeRole' };
    await bench.look('principal', MALFORMED, () => lab.putTrust(role.name, documentOf(principal)));
  }),
  'invalid-condition-value': stepOf('I4', async (bench) => {
    const { name } = await bench.role('t', admits(bench.lab, 'control'));
    const write = (more: Conditions) => () => writing(bench, name, more);
    await bench.look('date', MALFORMED, write({ DateLessThan: { 'aws:CurrentTime': '2030-02-30T00:00:00Z' } }));
    await bench.look('number', MALFORMED, write({ NumericLessThan: { 'aws:MultiFactorAuthAge': 'an hour' } }));
    await bench.look('bool', MALFORMED, write({ Bool: { 'aws:MultiFactorAuthPresent': 'yes' } }));
    await bench.look('network', MALFORMED, write({ IpAddress: { 'aws:SourceIp': '192.0.2.0/33' } }));
  }),
  'tag-key-case': stepOf('I5', async (bench) => {
    const { lab } = bench;
    const { name } = await bench.role('t', admits(lab, 'control'));
    const tag = (Key: string) => ({ Key, Value: 'x' });
    bench.record('together', 'InvalidInput', outcomeOf(await lab.tagRole(name, [tag('Team'), tag('team')])));
    for (const key of ['Team', 'team']) resultOf('iam:TagRole', await lab.tagRole(name, [tag(key)]));
    await bench.read('later', 'team', async () =>
      resultOf('iam:GetRole', await lab.getRole(name))
        .tags.map(({ Key }) => Key)
        .sort()
        .join(', '),
    );
  }),
  'read-after-write': stepOf('I6', async (bench) => {
    const { lab, clock } = bench;
    const { name } = await bench.role('t', admits(lab, 'control'));
    const wanted = documentOf(admits(lab, 'renewed'));
    resultOf('iam:UpdateAssumeRolePolicy', await lab.putTrust(name, wanted));
    const writtenAt = clock.now();
    const isNew = async () => arePoliciesEqual(resultOf('iam:GetRole', await lab.getRole(name)).trust, wanted);
    const limit = addSeconds(writtenAt, 60);
    let isSeen = await isNew();
    const isFresh = isSeen;
    while (!isSeen && clock.now() < limit) {
      await clock.pause(500);
      isSeen = await isNew();
    }
    const seconds = Math.round((clock.now().getTime() - writtenAt.getTime()) / 1000);
    bench.record('fresh', 'new', isFresh ? 'new' : isSeen ? `new after ${seconds} s` : 'old');
  }),
  'unknown-account-principal': stepOf('I7', async (bench) => {
    const { lab } = bench;
    const { name } = await bench.role('t', admits(lab, 'control'));
    const principal = { AWS: rootOf({ ...lab, account: '000000000000' as typeof lab.account }) };
    await bench.look('root', MALFORMED, () =>
      lab.putTrust(name, documentOf({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' })),
    );
  }),
  'policy-size': stepOf('I8', async (bench) => {
    const { lab } = bench;
    const { name } = await bench.role('t', admits(lab, 'control'));
    const quota = resultOf('iam:GetAccountSummary', await lab.trustQuota());
    const write =
      (chars: number, filling = '', between = '') =>
      () =>
        lab.putTrust(name, trustOfSize(bench, chars, filling, between));
    await bench.look('fits', 'allowed', write(quota));
    await bench.look('spaces', 'allowed', write(quota, '', ' \n'.repeat(125)));
    await bench.look('accents', 'allowed', write(quota, 'é'.repeat(100)));
    await bench.look('blanks', 'LimitExceeded', write(quota + 1, 'a b'));
    await bench.look('exceeds', 'LimitExceeded', write(quota + 1));
  }),
} satisfies Partial<Steps>;
