import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openLab } from '../../bin/cli/lab.ts';
import { assumptionLooks } from '../../functions/core/text/cli/assumptions.ts';
import { createAssumptionTest } from '../../functions/usecases/operating/assumptions/prove.ts';
import { STEP_NAMES } from '../../functions/usecases/operating/assumptions/steps.ts';
import type { Answer } from '../../functions/usecases/operating/lab-ports.ts';
import { ACCOUNT, aLab } from './a-lab.ts';

/** The policy of docs/operators.md. */
const documentedPolicy = (): never => {
  const page = readFileSync(new URL('../../docs/operators.md', import.meta.url), 'utf8');
  const [, json = ''] = /```json\n([\s\S]*?)```/.exec(page.split('\n## Assumptions\n')[1] ?? '') ?? [];
  return JSON.parse(json.replaceAll('TEST_ACCOUNT', ACCOUNT)) as never;
};

describe('the steps of selftest --assumptions', () => {
  it('confirm every assumption on the local AWS with the documented permissions, and leave nothing behind', async () => {
    const { aws, clock, lab } = await aLab();
    const key = { id: 'AKIAOPERATOROPERATOR', secret: 'operator' };
    const operator = { name: 'operator', accessKeys: [key], inlinePolicies: { assumptions: documentedPolicy() } };
    aws.seed({ accounts: [{ id: ACCOUNT, users: [operator] }] });
    const connection = { endpoint: aws.url, region: aws.region, maxAttempts: 1 };
    const own = await openLab(connection, { accessKeyId: key.id, secretAccessKey: key.secret });
    const test = createAssumptionTest({ lab: own, clock, onProgress: () => {} });

    const { proofs, left } = await test.run(STEP_NAMES);

    expect(proofs.filter(({ kind }) => kind !== 'confirmed')).toEqual([]);
    for (const { step, looks } of proofs) {
      expect(looks.map(({ key: name }) => name).sort(), step).toEqual(Object.keys(assumptionLooks[step]).sort());
    }
    expect(left).toEqual([]);
    expect(await lab.list()).toEqual([]);
  });

  it('wait for an AWS that applies each write seconds later', async () => {
    let refusals = 0;
    const writes = <Arguments extends unknown[], Result>(call: (...args: Arguments) => Result) => {
      return (...args: Arguments): Result => {
        refusals = 3;
        return call(...args);
      };
    };
    const late = <Arguments extends unknown[], Value>(call: (...args: Arguments) => Promise<Answer<Value>>) => {
      return async (...args: Arguments): Promise<Answer<Value>> => {
        refusals -= 1;
        return refusals >= 0 ? { kind: 'refused', code: 'AccessDenied', message: 'not yet' } : call(...args);
      };
    };
    const { test } = await aLab((lab) => ({
      ...lab,
      createRole: writes(lab.createRole),
      createAccessKey: writes(lab.createAccessKey),
      putTrust: writes(lab.putTrust),
      putRolePolicy: writes(lab.putRolePolicy),
      putUserPolicy: writes(lab.putUserPolicy),
      enableMfaDevice: writes(lab.enableMfaDevice),
      assume: late(lab.assume),
    }));

    const { proofs } = await test.run(STEP_NAMES);

    expect(proofs.filter(({ kind }) => kind !== 'confirmed')).toEqual([]);
  });

  it('say what AWS does instead where it contradicts an entry', async () => {
    const { test } = await aLab((lab) => ({
      ...lab,
      // An AWS where the other branches of the entry hold.
      assume: async (keys, input) =>
        input.sessionName === 'negated' ? { kind: 'ok', value: keys } : lab.assume(keys, input),
      tagRole: async () => ({ kind: 'ok', value: undefined }),
    }));

    const { proofs } = await test.run(['unresolved-variable-allow', 'unresolved-variable-deny', 'tag-key-case']);

    expect(proofs.map(({ kind, looks }) => [kind, looks.filter(({ expected, seen }) => expected !== seen)])).toEqual([
      ['contradicted', [{ key: 'negated', expected: 'refused', seen: 'allowed' }]],
      ['confirmed', []],
      [
        'contradicted',
        [
          { key: 'together', expected: 'InvalidInput', seen: 'allowed' },
          { key: 'later', expected: 'team', seen: '' },
        ],
      ],
    ]);
  });

  it('find AWS at the address of the environment, as the SDK does', async () => {
    const { aws, clock } = await aLab();
    const environment = { AWS_ENDPOINT_URL: aws.url };
    const connection = { region: aws.region, maxAttempts: 1 };
    const before = process.env['AWS_ENDPOINT_URL'];
    process.env['AWS_ENDPOINT_URL'] = aws.url;
    try {
      const lab = await openLab(connection, aws.rootCredentials(ACCOUNT), environment);
      const { proofs } = await createAssumptionTest({ lab, clock, onProgress: () => {} }).run(['clock-skew']);

      expect(proofs.map(({ kind, why }) => [kind, why])).toEqual([['confirmed', undefined]]);
    } finally {
      if (before === undefined) delete process.env['AWS_ENDPOINT_URL'];
      else process.env['AWS_ENDPOINT_URL'] = before;
    }
  });

  it('report a step that cannot be tried, with the words of AWS, and try the others', async () => {
    const { test, lab } = await aLab((real) => ({
      ...real,
      createMfaDevice: async () => ({ kind: 'refused', code: 'AccessDenied', message: 'not you' }),
      createRole: async (name, trust) => {
        if (name.includes('role-name-case')) throw new Error('connect ETIMEDOUT');
        return real.createRole(name, trust);
      },
    }));

    const { proofs, left } = await test.run(['mfa-age', 'role-name-case', 'user-name-case']);

    expect(proofs.map(({ kind, why }) => [kind, why])).toEqual([
      ['not_tried', 'iam:CreateVirtualMFADevice: AccessDenied: not you'],
      ['not_tried', 'connect ETIMEDOUT'],
      ['confirmed', undefined],
    ]);
    expect([left, await lab.list()]).toEqual([[], []]);
  });

  it('never take a policy that is not applied for a refusal', async () => {
    const { test } = await aLab((lab) => ({
      ...lab,
      assume: async () => ({ kind: 'refused', code: 'AccessDenied', message: 'not yet' }),
    }));

    const { proofs } = await test.run(['user-name-in-conditions']);

    expect(proofs).toMatchObject([{ kind: 'not_tried', looks: [], why: expect.stringContaining('not yet') }]);
  });

  it('names what could not be removed, and --clean removes it later', async () => {
    let isStuck = true;
    const { test, lab } = await aLab((real) => ({
      ...real,
      remove: async (arn) =>
        isStuck && !arn.includes(':mfa/') ? { kind: 'refused', code: 'Throttling', message: '' } : real.remove(arn),
    }));

    const { left } = await test.run(['mfa-age', 'user-name-case']);
    const leftovers = await test.leftovers();
    isStuck = false;
    const cleaned = await test.clean();

    expect(left.map((arn) => arn.slice(arn.lastIndexOf('/') + 1))).toEqual([
      'assume-bot-assumptions-mfa-age-t',
      'assume-bot-assumptions-one',
    ]);
    expect(leftovers).toEqual(left);
    expect(cleaned).toEqual({ removed: left, left: [] });
    expect(await lab.list()).toEqual([]);
  });
});
