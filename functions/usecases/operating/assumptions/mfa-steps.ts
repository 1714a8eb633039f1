import type { LabKeys } from '../lab-ports.ts';
import { documentOf, outcomeOf, resultOf } from './answers.ts';
import type { Bench } from './bench.ts';
import { admits } from './statements.ts';
import { type Steps, stepOf } from './step.ts';
import { LAB_NAME, type LabUser } from './users.ts';

const STEP_MS = 30_000;
const OPENING_TRIES = 3;

interface Device {
  readonly serialNumber: string;
  readonly seed: string;
}

/** Waits until the next 30 seconds of time-based codes begin. A code can be used once. */
const nextCode = async ({ clock }: Bench): Promise<void> =>
  clock.pause(STEP_MS - (clock.now().getTime() % STEP_MS) + 1000);

/** A user with a virtual device of their own. Two consecutive codes register it. */
const withDevice = async (bench: Bench, step: string): Promise<LabUser & { readonly device: Device }> => {
  const { lab, clock } = bench;
  const user = await bench.user('one');
  const device = resultOf('iam:CreateVirtualMFADevice', await lab.createMfaDevice(`${LAB_NAME}-${step}`));
  const now = clock.now();
  const codes = [lab.codeAt(device.seed, new Date(now.getTime() - STEP_MS)), lab.codeAt(device.seed, now)] as const;
  resultOf('iam:EnableMFADevice', await lab.enableMfaDevice(user.name, device.serialNumber, codes));
  await nextCode(bench);
  return { ...user, device };
};

const codeOf = ({ lab, clock }: Bench, { serialNumber, seed }: Device, offsetMs = 0) => ({
  serialNumber,
  tokenCode: lab.codeAt(seed, new Date(clock.now().getTime() + offsetMs)),
});

const present = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
const fresh = { NumericLessThanEquals: { 'aws:MultiFactorAuthAge': '0' } };

/** Opens a session with a code. IAM may not know the device yet, so it tries several codes. */
const open = async (
  bench: Bench,
  keys: LabKeys,
  device: Device,
  roleArn: string,
  sessionName: string,
): Promise<LabKeys> => {
  const attempt = () => bench.lab.assume(keys, { roleArn, sessionName, code: codeOf(bench, device) });
  let answer = await attempt();
  for (let tries = 0; answer.kind !== 'ok' && tries < OPENING_TRIES; tries += 1) {
    await nextCode(bench);
    answer = await attempt();
  }
  return resultOf('sts:AssumeRole', answer);
};

export const mfaSteps = {
  'mfa-in-role-session': stepOf('S5', async (bench) => {
    const { lab } = bench;
    const { keys, device } = await withDevice(bench, 'session');
    const role = await bench.role('t', admits(lab, 'control', present));
    const allow = (Action: string, Condition: Record<string, Record<string, string>>) => ({
      Effect: 'Allow',
      Action,
      Resource: role.arn,
      Condition,
    });
    const powers = documentOf(
      { Effect: 'Allow', Action: 'iam:GetUser', Resource: '*' },
      allow('iam:GetRole', { Bool: { 'aws:MultiFactorAuthPresent': 'false' } }),
      allow('iam:ListRolePolicies', { Null: { 'aws:MultiFactorAuthPresent': 'true' } }),
    );
    resultOf('iam:PutRolePolicy', await lab.putRolePolicy(role.name, 'powers', powers));
    const session = await open(bench, keys, device, role.arn, 'control');
    const { name } = await bench.user('one');
    await bench.ready(() => lab.getUser(name, session));
    await bench.look('isFalse', 'allowed', () => lab.getRole(role.name, session));
    await bench.look('isAbsent', 'refused', () => lab.listRolePolicies(role.name, session));
  }),
  'mfa-age': stepOf('S6', async (bench) => {
    const { lab } = bench;
    const { keys, device } = await withDevice(bench, 'age');
    const role = await bench.role(
      't',
      admits(lab, 'control'),
      admits(lab, 'code', fresh),
      admits(lab, 'none', present),
    );
    await open(bench, keys, device, role.arn, 'control');
    await nextCode(bench);
    const answer = await lab.assume(keys, { roleArn: role.arn, sessionName: 'code', code: codeOf(bench, device) });
    bench.record('code', 'allowed', outcomeOf(answer));
    await bench.look('none', 'refused', () => lab.assume(keys, { roleArn: role.arn, sessionName: 'none' }));
  }),
  'mfa-code-once': stepOf('S7', async (bench) => {
    const { lab } = bench;
    const { keys, device } = await withDevice(bench, 'once');
    const role = await bench.role('t', admits(lab, 'control'), admits(lab, 'code', present));
    await open(bench, keys, device, role.arn, 'control');
    // The code of the 30 seconds before must not be used yet.
    await nextCode(bench);
    await nextCode(bench);
    const assume = (code: { readonly serialNumber: string; readonly tokenCode: string }) =>
      lab.assume(keys, { roleArn: role.arn, sessionName: 'code', code });
    const early = await assume(codeOf(bench, device, -STEP_MS));
    bench.record('early', 'allowed', outcomeOf(early));
    const code = codeOf(bench, device);
    resultOf('sts:AssumeRole', await assume(code));
    const again = await assume(code);
    bench.record('again', 'refused', outcomeOf(again));
    const wrong = await lab.assume(keys, {
      roleArn: role.arn,
      sessionName: 'unknown',
      code: { ...code, tokenCode: code.tokenCode === '000000' ? '111111' : '000000' },
    });
    const reason =
      wrong.kind === 'refused'
        ? (/MultiFactorAuthentication failed/.exec(wrong.message)?.[0] ?? wrong.code)
        : 'allowed';
    bench.record('first', 'MultiFactorAuthentication failed', reason);
  }),
} satisfies Partial<Steps>;
