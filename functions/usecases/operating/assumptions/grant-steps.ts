import type { Principal } from '../../../core/catalog/catalog.ts';
import { iamUser } from '../../../core/catalog/lookup.ts';
import { parseRoleArn, parseSessionName, parseUserArn, type SlackUserId } from '../../../core/names.ts';
import { parseRequestId } from '../../../core/request/ids.ts';
import { addMinutes, wholeSecond } from '../../../core/time.ts';
import type { Grant } from '../../../core/trust/grant.ts';
import { planRole } from '../../../core/trust/plan-role.ts';
import { DEFAULT_HUB } from '../../../core/trust/policy-names.ts';
import type { LabKeys } from '../lab-ports.ts';
import { documentOf, resultOf } from './answers.ts';
import type { Bench, LabRole } from './bench.ts';
import { admits } from './statements.ts';
import { type Steps, stepOf } from './step.ts';
import { LAB_NAME } from './users.ts';

/** Writes the trust policy that the bot writes for these principals, beside a control statement. */
const grantTo = async (bench: Bench, role: LabRole, principals: readonly Principal[]): Promise<void> => {
  const { lab, clock } = bench;
  const now = wholeSecond(clock.now());
  const roleArn = parseRoleArn(role.arn);
  const trust = documentOf(admits(lab, 'control'));
  const grants = principals.map(
    (principal, index): Grant => ({
      roleArn,
      principal,
      requestId: parseRequestId(`${index}`.repeat(20)),
      by: `U0SELFTEST${index}` as SlackUserId,
      startsAt: now,
      endsAt: addMinutes(now, 15),
      state: 'wanted',
    }),
  );
  const seen = {
    roleArn,
    trust,
    trustQuotaChars: 2048,
    maxSessionSeconds: 3600,
    foreignInlineChars: 0,
    otherHubGuards: [],
  };
  const planned = planRole(grants, seen, { hub: DEFAULT_HUB, terms: {} }, now).steps.find(
    (step) => step.kind === 'put_trust',
  );
  if (planned?.kind !== 'put_trust') throw new Error('the grant of the test has no trust policy');
  resultOf('iam:UpdateAssumeRolePolicy', await lab.putTrust(role.name, planned.document));
};

const assumes =
  ({ lab }: Bench, keys: LabKeys, { arn: roleArn }: LabRole, sessionName: string) =>
  () =>
    lab.assume(keys, { roleArn, sessionName });

export const grantSteps = {
  'own-session-name': stepOf('G1', async (bench) => {
    const one = await bench.user('one');
    const role = await bench.role('t', admits(bench.lab, 'control'));
    await grantTo(bench, role, [iamUser(parseUserArn(one.arn), 'managed')]);
    await bench.look('own', 'allowed', assumes(bench, one.keys, role, one.name));
  }),
  'another-session-name': stepOf('G2', async (bench) => {
    const [one, two, three] = [await bench.user('one'), await bench.user('two'), await bench.user('three')];
    const role = await bench.role('t', admits(bench.lab, 'control'));
    await grantTo(
      bench,
      role,
      [one, two].map(({ arn }) => iamUser(parseUserArn(arn), 'managed')),
    );
    for (const { keys, name } of [one, two]) await bench.ready(assumes(bench, keys, role, name));
    await bench.look('borrowed', 'refused', assumes(bench, one.keys, role, two.name));
    await bench.look('stolen', 'refused', assumes(bench, three.keys, role, one.name));
    await bench.look('case', 'refused', assumes(bench, one.keys, role, one.name.toUpperCase()));
  }),
  'federated-pair': stepOf('G3', async (bench) => {
    const { lab } = bench;
    const { keys } = await bench.user('one');
    const signIn = await bench.role('signin', admits(lab, 'granted'), admits(lab, 'other'));
    const may = {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Resource: `arn:${lab.partition}:iam::${lab.account}:role/${LAB_NAME}/*`,
    };
    resultOf('iam:PutRolePolicy', await lab.putRolePolicy(signIn.name, 'assume', documentOf(may)));
    const open = (sessionName: string) => bench.ready(assumes(bench, keys, signIn, sessionName));
    const [granted, other] = [await open('granted'), await open('other')];
    const role = await bench.role('t', admits(lab, 'control'));
    const principal: Principal = {
      kind: 'federated',
      accountId: lab.account,
      roleArnPattern: signIn.arn,
      sessionName: parseSessionName('granted'),
    };
    await grantTo(bench, role, [principal]);
    await bench.ready(assumes(bench, other, role, 'control'));
    await bench.look('own', 'allowed', assumes(bench, granted, role, 'granted'));
    await bench.look('borrowed', 'refused', assumes(bench, granted, role, 'other'));
    await bench.look('other', 'refused', assumes(bench, other, role, 'granted'));
  }),
} satisfies Partial<Steps>;
