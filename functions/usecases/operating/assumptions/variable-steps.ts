import { documentOf, outcomeOf, resultOf } from './answers.ts';
import { admits, alsoAllows, denies } from './statements.ts';
import { type Steps, stepOf } from './step.ts';
import { trustLooks } from './trust-looks.ts';
import type { LabUser } from './users.ts';

/** A variable that no request of a test has a value for. */
const UNSET_KEY = 'aws:PrincipalTag/assume-bot-unset';
const UNSET = `\${${UNSET_KEY}}`;
const named = ({ name }: LabUser, ...more: string[]) => ({ StringEquals: { 'aws:username': [...more, name] } });
const notUnset = { StringNotEquals: { 'aws:username': UNSET } };
const tags = [
  { Key: 'team', Value: 'sre' },
  { Key: 'case', Value: 'INC-42' },
];

/** Variables, and conditions on missing keys. */
export const variableSteps = {
  'unresolved-variable-allow': stepOf(
    'P1',
    trustLooks({
      negated: { expected: 'refused', statements: (lab, key) => [admits(lab, key, notUnset)] },
      beside: { expected: 'refused', statements: (lab, key, user) => [admits(lab, key, named(user, UNSET))] },
    }),
  ),
  'unresolved-variable-deny': stepOf(
    'P1',
    trustLooks({
      plain: { expected: 'refused', statements: (lab, key) => [admits(lab, key), denies(lab, key)] },
      equals: {
        expected: 'allowed',
        statements: (lab, key, user) => [admits(lab, key), denies(lab, key, named(user, UNSET))],
      },
      negated: { expected: 'allowed', statements: (lab, key) => [admits(lab, key), denies(lab, key, notUnset)] },
    }),
  ),
  'if-exists-with-variable': stepOf(
    'P2',
    trustLooks({
      missing: {
        expected: 'allowed',
        statements: (lab, key) => [admits(lab, key, { StringEqualsIfExists: { [UNSET_KEY]: UNSET } })],
      },
    }),
  ),
  'multivalued-variable': stepOf(
    'P3',
    trustLooks(
      {
        tagged: { expected: 'allowed', statements: (lab, key) => [admits(lab, key)], input: { tags } },
        variable: {
          expected: 'refused',
          statements: (lab, key) => [admits(lab, key, { StringNotEquals: { 'aws:username': `\${aws:TagKeys}` } })],
          input: { tags },
        },
      },
      (lab) => [alsoAllows(lab, 'sts:TagSession')],
    ),
  ),
  'variable-in-arn-prefix': stepOf('P4', async (bench) => {
    const { lab } = bench;
    const { keys } = await bench.user('one');
    const role = await bench.role('t', admits(lab, 'control'));
    const prefixed = role.arn.replace(lab.account, `\${aws:PrincipalAccount}`);
    const stored = await lab.putRolePolicy(
      role.name,
      'powers',
      documentOf(
        { Effect: 'Allow', Action: 'iam:GetRole', Resource: role.arn },
        { Effect: 'Allow', Action: 'iam:ListRolePolicies', Resource: prefixed },
      ),
    );
    bench.record('stored', 'allowed', outcomeOf(stored));
    resultOf('iam:PutRolePolicy', stored);
    const session = await bench.ready(() => lab.assume(keys, { roleArn: role.arn, sessionName: 'control' }));
    await bench.ready(() => lab.getRole(role.name, session));
    await bench.look('resource', 'refused', () => lab.listRolePolicies(role.name, session));
  }),
} satisfies Partial<Steps>;
