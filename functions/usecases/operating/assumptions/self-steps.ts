import type { AssumeInput, LabKeys } from '../lab-ports.ts';
import { documentOf, outcomeOf, resultOf } from './answers.ts';
import { admits } from './statements.ts';
import { type Steps, stepOf } from './step.ts';

const OWN = 'own';

/** A role that assumes itself, and the reasons that AWS gives. */
export const selfSteps = {
  'self-assumption': stepOf('S8', async (bench) => {
    const { lab } = bench;
    const { keys } = await bench.user('one');
    const byAccount = await bench.role('account', admits(lab, 'control'), admits(lab, 'again'));
    const ownPolicy = documentOf({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: byAccount.arn });
    resultOf('iam:PutRolePolicy', await lab.putRolePolicy(byAccount.name, 'assume', ownPolicy));
    const session = await bench.ready(() => lab.assume(keys, { roleArn: byAccount.arn, sessionName: 'control' }));
    await bench.look('byAccount', 'allowed', () =>
      lab.assume(session, { roleArn: byAccount.arn, sessionName: 'again' }),
    );
    const byRole = await bench.role('role', admits(lab, 'control'));
    const itself = { Effect: 'Allow', Principal: { AWS: byRole.arn }, Action: 'sts:AssumeRole' };
    await bench.ready(() => lab.putTrust(byRole.name, documentOf(admits(lab, 'control'), itself)));
    const other = await bench.ready(() => lab.assume(keys, { roleArn: byRole.arn, sessionName: 'control' }));
    await bench.look('byRole', 'allowed', () => lab.assume(other, { roleArn: byRole.arn, sessionName: 'again' }));
  }),
  'self-assumption-guard': stepOf('S9', async (bench) => {
    const { lab } = bench;
    const { keys } = await bench.user('one');
    const role = await bench.role('t', admits(lab, OWN), admits(lab, 'control'), admits(lab, 'again'));
    const about = { Action: 'sts:AssumeRole', Resource: role.arn };
    const powers = documentOf(
      { Effect: 'Allow', ...about },
      { Effect: 'Deny', ...about, Condition: { StringLike: { 'aws:userid': `*:${OWN}` } } },
    );
    resultOf('iam:PutRolePolicy', await lab.putRolePolicy(role.name, 'powers', powers));
    const open = (sessionName: string) => bench.ready(() => lab.assume(keys, { roleArn: role.arn, sessionName }));
    const [free, guarded] = [await open('control'), await open(OWN)];
    const again = (session: LabKeys) => lab.assume(session, { roleArn: role.arn, sessionName: 'again' });
    await bench.ready(() => again(free));
    await bench.look('guarded', 'refused', () => again(guarded));
  }),
  'assume-role-refusal': stepOf('S10', async (bench) => {
    const { lab } = bench;
    const [one, bounded] = [await bench.user('one'), await bench.user('bounded')];
    const role = await bench.role('t', admits(lab, 'control'));
    const explicit = await bench.role('explicit', admits(lab, 'control'));
    const input = { roleArn: role.arn, sessionName: 'control' };
    await bench.ready(() => lab.assume(one.keys, input));
    const denial = documentOf({ Effect: 'Deny', Action: 'sts:AssumeRole', Resource: explicit.arn });
    resultOf('iam:PutUserPolicy', await lab.putUserPolicy(one.name, 'denial', denial));
    const reason = (named: RegExp, keys: LabKeys, of: AssumeInput) => async (): Promise<string> => {
      const answer = await lab.assume(keys, of);
      return answer.kind === 'refused' && answer.code === 'AccessDenied'
        ? (named.exec(answer.message)?.[0] ?? (/because/.test(answer.message) ? answer.message : 'none'))
        : outcomeOf(answer);
    };
    const byDeny = 'explicit deny in an identity-based policy';
    await bench.read('explicit', byDeny, reason(new RegExp(byDeny), one.keys, { ...input, roleArn: explicit.arn }));
    const byBoundary = 'no permissions boundary allows';
    await bench.read('boundary', byBoundary, reason(new RegExp(byBoundary), bounded.keys, input));
    await bench.read('silent', 'none', reason(/because.*/, one.keys, { ...input, sessionName: 'unknown' }));
  }),
} satisfies Partial<Steps>;
