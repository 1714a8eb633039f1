import { documentOf, outcomeOf, resultOf } from './answers.ts';
import { admits, admitsAll, admitsAllBut, admitsUser, deniesAllBut, rootOf } from './statements.ts';
import { type Steps, stepOf } from './step.ts';
import { trustLooks } from './trust-looks.ts';

/** Principals and boundaries. */
export const principalSteps = {
  'not-principal-deny': stepOf(
    'P5',
    trustLooks({
      user: {
        expected: 'refused',
        statements: (lab, key, { arn }) => [admits(lab, key), deniesAllBut(key, [arn])],
      },
      both: {
        expected: 'allowed',
        statements: (lab, key, { arn }) => [admits(lab, key), deniesAllBut(key, [arn, rootOf(lab)])],
      },
    }),
  ),
  'not-principal-allow': stepOf(
    'P6',
    trustLooks({
      account: { expected: 'refused', statements: (lab, key) => [admitsAllBut(lab, key, [rootOf(lab)])] },
      user: { expected: 'refused', statements: (lab, key, { arn }) => [admitsAllBut(lab, key, [arn])] },
    }),
  ),
  'not-principal-in-trust': stepOf('P7', async (bench) => {
    const { lab } = bench;
    const [one, two] = [await bench.user('one'), await bench.user('two')];
    const role = await bench.role('t', admits(lab, 'control'));
    const trust = documentOf(admits(lab, 'renewed'), admitsAllBut(lab, 'other', [two.arn]));
    const stored = await lab.putTrust(role.name, trust);
    bench.record('stored', 'allowed', outcomeOf(stored));
    resultOf('iam:UpdateAssumeRolePolicy', stored);
    await bench.ready(() => lab.assume(one.keys, { roleArn: role.arn, sessionName: 'renewed' }));
    await bench.look('other', 'allowed', () => lab.assume(one.keys, { roleArn: role.arn, sessionName: 'other' }));
  }),
  'wildcard-principal-boundary': stepOf(
    'P8',
    trustLooks({
      boundary: { expected: 'refused', statements: (lab, key) => [admitsAll(lab, key)], as: 'bounded' },
    }),
  ),
  'boundary-and-named-user': stepOf(
    'P9',
    trustLooks({
      boundary: {
        expected: 'allowed',
        statements: (_, key, { arn }) => [admitsUser(arn, key)],
        as: 'bounded',
      },
    }),
  ),
  'short-arn-pattern': stepOf(
    'P10',
    trustLooks({
      like: {
        expected: 'refused',
        statements: (lab, key) => [
          admits(lab, key, { ArnLike: { 'aws:PrincipalArn': `arn:${lab.partition}:iam::*` } }),
        ],
      },
      notLike: {
        expected: 'allowed',
        statements: (lab, key) => [
          admits(lab, key, { ArnNotLike: { 'aws:PrincipalArn': `arn:${lab.partition}:iam::*` } }),
        ],
      },
    }),
  ),
  'user-name-in-conditions': stepOf(
    'I2',
    trustLooks({
      stored: {
        expected: 'allowed',
        statements: (lab, key, user) => [admits(lab, key, { StringEquals: { 'aws:username': user.name } })],
      },
      other: {
        expected: 'refused',
        statements: (lab, key, { name }) => [
          admits(lab, key, { StringEquals: { 'aws:username': name.toUpperCase() } }),
        ],
      },
    }),
  ),
} satisfies Partial<Steps>;
