import { addMinutes } from '../../../core/time.ts';
import type { LabKeys, OddRequest } from '../lab-ports.ts';
import { documentOf, resultOf } from './answers.ts';
import type { Bench } from './bench.ts';
import { admits } from './statements.ts';
import { type Steps, stepOf } from './step.ts';

/** A key that AWS did not issue. Made up for the test. */
const UNKNOWN: LabKeys = { accessKeyId: 'AKIAASSUMEBOTUNKNOWN', secretAccessKey: 'x'.repeat(40) };
const LATE_MINUTES = 14;
const TOO_LATE_MINUTES = 16;

const later = ({ clock }: Bench, minutes: number): Date => addMinutes(clock.now(), minutes);

/** The error codes of a refused signature or key. Every other refusal comes after both were accepted. */
const ABOUT_SIGNATURE = /Signature|Expired|Skew|TokenId|UnrecognizedClient|AuthenticationToken|NotSignedUp/;

const accepted = (bench: Bench, request: OddRequest) => async (): Promise<string> => {
  const answer = await bench.lab.send(request);
  return answer.kind === 'ok' || !ABOUT_SIGNATURE.test(answer.code) ? 'accepted' : answer.code;
};

const SIGNATURE = 'SignatureDoesNotMatch';
const identity = { service: 'sts', operation: 'GetCallerIdentity' } as const;
const summary = { service: 'iam', operation: 'GetAccountSummary' } as const;

export const requestSteps = {
  'presigned-identity': stepOf('S11', async (bench) => {
    const { keys } = await bench.user('one');
    const url = (minutes: number) =>
      accepted(bench, { ...identity, keys, signedAt: later(bench, minutes), presignedSeconds: 60 });
    await bench.read('old', 'accepted', url(-10));
    await bench.read('older', SIGNATURE, url(-TOO_LATE_MINUTES));
    await bench.read('ahead', SIGNATURE, url(TOO_LATE_MINUTES));
  }),
  'presigned-across-the-end': stepOf('S13', async (bench) => {
    const { lab, clock } = bench;
    const user = await bench.user('one');
    const role = await bench.role('t', admits(lab, 'control'));
    const may = { Effect: 'Allow', Action: 'iam:GetAccountSummary', Resource: '*' };
    resultOf('iam:PutRolePolicy', await lab.putRolePolicy(role.name, 'powers', documentOf(may)));
    const keys = await bench.ready(() => lab.assume(user.keys, { roleArn: role.arn, sessionName: 'control' }));
    const url: OddRequest = { ...summary, keys, signedAt: clock.now(), presignedSeconds: 900 };
    await bench.ready(() => lab.send(url));
    await bench.look('before', 'allowed', () => lab.send(url));
    const guard = {
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: { StringLike: { 'aws:userid': '*:control' } },
    };
    resultOf('iam:PutRolePolicy', await lab.putRolePolicy(role.name, 'guard', documentOf(guard)));
    await bench.look('after', 'refused', () => lab.send(url));
  }),
  'session-token-deny': stepOf('S12', async (bench) => {
    const { lab } = bench;
    const free = await bench.user('free');
    await bench.ready(() => lab.sessionToken(free.keys));
    await bench.look('plain', 'allowed', () => lab.sessionToken(free.keys));
    const denial = documentOf({ Effect: 'Deny', Action: 'sts:GetSessionToken', Resource: '*' });
    resultOf('iam:PutUserPolicy', await lab.putUserPolicy(free.name, 'denial', denial));
    await bench.look('denied', 'refused', () => lab.sessionToken(free.keys));
  }),
  'clock-skew': stepOf('R1', async (bench) => {
    const { keys } = await bench.user('one');
    const at = (minutes: number) => ({ keys, signedAt: later(bench, minutes) });
    await bench.read('sts', 'accepted', accepted(bench, { ...identity, ...at(-LATE_MINUTES) }));
    await bench.read('iam', 'accepted', accepted(bench, { ...summary, ...at(-LATE_MINUTES) }));
    const table = { service: 'table', operation: 'ListTables' } as const;
    await bench.read('table', 'accepted', accepted(bench, { ...table, ...at(-LATE_MINUTES) }));
    const queue = { service: 'queue', operation: 'ListQueues' } as const;
    await bench.read('queue', 'accepted', accepted(bench, { ...queue, ...at(-LATE_MINUTES) }));
    await bench.read('late', SIGNATURE, accepted(bench, { ...identity, ...at(-TOO_LATE_MINUTES) }));
    await bench.read('ahead', SIGNATURE, accepted(bench, { ...identity, ...at(TOO_LATE_MINUTES) }));
  }),
  'signing-region': stepOf('R2', async (bench) => {
    const { keys } = await bench.user('one');
    const signed = { ...summary, keys, signedAt: bench.clock.now() };
    await bench.read('own', 'accepted', accepted(bench, signed));
    await bench.read('other', SIGNATURE, accepted(bench, { ...signed, region: 'ap-southeast-2' }));
  }),
  'refusal-order': stepOf('R3', async (bench) => {
    const signed = { ...summary, keys: UNKNOWN, signedAt: bench.clock.now() };
    await bench.read('region', SIGNATURE, accepted(bench, { ...signed, region: 'ap-southeast-2' }));
    await bench.read('key', 'InvalidClientTokenId', accepted(bench, { ...signed, hasWrongSignature: true }));
  }),
  'table-wrong-key': stepOf('R4', async (bench) => {
    const signed = { service: 'table', operation: 'ListTables', keys: UNKNOWN, signedAt: bench.clock.now() } as const;
    await bench.read('key', 'UnrecognizedClientException (400)', async () => {
      const answer = await bench.lab.send(signed);
      return answer.kind === 'ok' ? 'accepted' : `${answer.code} (${/^\d+/.exec(answer.message)?.[0] ?? '?'})`;
    });
  }),
} satisfies Partial<Steps>;
