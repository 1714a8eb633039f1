import type { Statement } from '../../../core/trust/documents.ts';
import type { AssumeInput, LabKeys, LabTag } from '../lab-ports.ts';
import { documentOf, resultOf } from './answers.ts';
import type { Bench, LabRole } from './bench.ts';
import { admits, alsoAllows } from './statements.ts';
import { type Steps, stepOf } from './step.ts';

const CARRIED = 'carried';
const tag: LabTag = { Key: 'team', Value: 'sre' };

/** Lets a role assume every role of the test. */
const mayAssume = ({ lab }: Bench) =>
  documentOf({
    Effect: 'Allow',
    Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
    Resource: `arn:${lab.partition}:iam::${lab.account}:role/assume-bot-assumptions/*`,
  });

/** A session of a first role, which can assume other roles. `more` is passed to AssumeRole. */
const firstSession = async (bench: Bench, more: Partial<AssumeInput> = {}): Promise<LabKeys> => {
  const { lab } = bench;
  const { keys } = await bench.user('one');
  const first = await bench.role(
    'first',
    admits(lab, 'control'),
    alsoAllows(lab, 'sts:TagSession'),
    alsoAllows(lab, 'sts:SetSourceIdentity'),
  );
  resultOf('iam:PutRolePolicy', await lab.putRolePolicy(first.name, 'assume', mayAssume(bench)));
  return bench.ready(() => lab.assume(keys, { roleArn: first.arn, sessionName: 'control', ...more }));
};

/** A second role, after a session could assume it under the session name `control`. */
const secondRole = async (bench: Bench, session: LabKeys, ...trust: readonly Statement[]): Promise<LabRole> => {
  const role = await bench.role('second', ...trust);
  await bench.ready(() => bench.lab.assume(session, { roleArn: role.arn, sessionName: 'control' }));
  return role;
};

const carries = { StringEquals: { 'sts:SourceIdentity': CARRIED } };
/** A role that the session cannot assume: only time tells, so the other looks come first. */
const closedRole = (bench: Bench) => bench.role('closed', admits(bench.lab, 'control'));

export const chainSteps = {
  'source-identity-chain': stepOf('S1', async (bench) => {
    const { lab } = bench;
    const session = await firstSession(bench, { sourceIdentity: CARRIED });
    const closed = await closedRole(bench);
    const { arn: roleArn } = await secondRole(
      bench,
      session,
      admits(lab, 'control'),
      admits(lab, 'present', carries),
      alsoAllows(lab, 'sts:SetSourceIdentity', { StringEquals: { 'sts:SourceIdentity': '${aws:SourceIdentity}' } }),
    );
    await bench.look('carried', 'allowed', () => lab.assume(session, { roleArn, sessionName: 'control' }));
    await bench.look('present', 'allowed', () => lab.assume(session, { roleArn, sessionName: 'present' }));
    const { keys } = await bench.user('one');
    await bench.ready(() => lab.assume(keys, { roleArn: closed.arn, sessionName: 'control' }));
    await bench.look('unset', 'refused', () => lab.assume(session, { roleArn: closed.arn, sessionName: 'control' }));
  }),
  'source-identity-change': stepOf('S2', async (bench) => {
    const { lab } = bench;
    const session = await firstSession(bench, { sourceIdentity: CARRIED });
    const trust = [admits(lab, 'control'), alsoAllows(lab, 'sts:SetSourceIdentity')];
    const { arn: roleArn } = await secondRole(bench, session, ...trust);
    const pass = (sourceIdentity: string) => () =>
      lab.assume(session, { roleArn, sessionName: 'control', sourceIdentity });
    await bench.look('same', 'allowed', pass(CARRIED));
    await bench.look('other', 'refused', pass('another'));
  }),
  'keys-per-action': stepOf('S3', async (bench) => {
    const { lab } = bench;
    const { keys } = await bench.user('one');
    const named = { StringEquals: { 'sts:RoleSessionName': 'control' } };
    const { arn: roleArn } = await bench.role(
      't',
      admits(lab, 'control'),
      alsoAllows(lab, 'sts:SetSourceIdentity', named),
      alsoAllows(lab, 'sts:TagSession', named),
    );
    const assume = (more: Partial<AssumeInput> = {}) => lab.assume(keys, { roleArn, sessionName: 'control', ...more });
    await bench.ready(() => assume());
    await bench.look('setSourceIdentity', 'refused', () => assume({ sourceIdentity: CARRIED }));
    await bench.look('tagSession', 'refused', () => assume({ tags: [tag] }));
  }),
  'inherited-session-tags': stepOf('S4', async (bench) => {
    const { lab } = bench;
    const session = await firstSession(bench, { tags: [tag], transitiveTagKeys: [tag.Key] });
    const closed = await closedRole(bench);
    const { arn: allowed } = await secondRole(
      bench,
      session,
      admits(lab, 'control'),
      admits(lab, 'principal', { StringEquals: { [`aws:PrincipalTag/${tag.Key}`]: tag.Value } }),
      alsoAllows(lab, 'sts:TagSession'),
    );
    await bench.look('allowed', 'allowed', () => lab.assume(session, { roleArn: allowed, sessionName: 'control' }));
    await bench.look('principal', 'allowed', () => lab.assume(session, { roleArn: allowed, sessionName: 'principal' }));
    const hidden = await bench.role(
      'hidden',
      admits(lab, 'control'),
      alsoAllows(lab, 'sts:TagSession', { Null: { 'aws:TagKeys': 'true' } }),
    );
    await bench.look('hidden', 'allowed', () => lab.assume(session, { roleArn: hidden.arn, sessionName: 'control' }));
    const { keys } = await bench.user('one');
    await bench.ready(() => lab.assume(keys, { roleArn: closed.arn, sessionName: 'control' }));
    await bench.look('unset', 'refused', () => lab.assume(session, { roleArn: closed.arn, sessionName: 'control' }));
  }),
} satisfies Partial<Steps>;
