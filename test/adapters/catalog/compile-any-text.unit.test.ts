import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileCatalog } from '../../../functions/adapters/catalog/compile.ts';
import { GOOD, withValue } from './a-catalog.ts';

const strange = fc.constantFrom(
  ...['arn:aws:iam::222222222222:role/a/b//c', 'arn:aws:iam::222222222222:user/', 'U0', 'everyone', '*', '__proto__'],
  ...['arn:aws:sts::111111111111:assumed-role/a/bc', 'arn:aws-x:iam::222222222222:role/x', '{local}', '1h', '99999h'],
);
const values = fc.oneof(strange, fc.jsonValue({ maxDepth: 3 }), fc.string({ unit: 'binary', maxLength: 20 }));
const places = fc.constantFrom(
  ...['accounts', 'people', 'roles', 'bundles', 'defaults', 'defaultsByLabel', 'settings', 'more'].map((key) => [key]),
  ...['id', 'managerRole', 'labels', 'more'].map((key) => ['accounts', 'prod', key]),
  ...['U0ALICE', 'U0NEW', 'byEmail', 'domains'].map((key) => ['people', key]),
  ...['arn', 'duration', 'requesters', 'approvers', 'approvals', 'ticket', 'channel', 'labels', 'rules'].map((key) => [
    'roles',
    'prod-s3',
    key,
  ]),
);

/** Every problem has a source location and a message. */
const expectAnAnswer = (yaml: string): void => {
  const compiled = compileCatalog(yaml);

  if (compiled.kind === 'ok') expect(compiled.catalog.hash).toMatch(/^[0-9a-f]{64}$/);
  else expect(compiled.problems.length).toBeGreaterThan(0);
  for (const { line, column, message } of compiled.kind === 'ok' ? compiled.warnings : compiled.problems) {
    expect(line).toBeGreaterThan(0);
    expect(line).toBeLessThanOrEqual(yaml.split(/\r\n|\r|\n/).length + 1);
    expect(column).toBeGreaterThan(0);
    expect(message).not.toMatch(/undefined|\[object|NaN/);
  }
};

describe('an arbitrary catalog', () => {
  it('is compiled or refused with any value in any field', () => {
    fc.assert(
      fc.property(places, values, (path, value) => expectAnAnswer(withValue(path, value))),
      { numRuns: 1000 },
    );
  });

  it('is compiled or refused with any value in settings for labels', () => {
    const entries = (value: unknown) => [
      ...['match', 'rules', 'approvers', 'duration'].map((key) => ({ match: { env: 'prod' }, [key]: value })),
      { match: { env: value } },
      { match: { env: 'prod' }, rules: [{ name: 'a', when: { labels: value } }] },
      value,
    ];

    fc.assert(
      fc.property(values, fc.nat(6), (value, index) =>
        expectAnAnswer(
          withValue(['defaultsByLabel'], [entries(value)[index]]).replace(
            '"222222222222" }',
            '"222222222222", labels: { env: prod } }',
          ),
        ),
      ),
      { numRuns: 500 },
    );
  });

  it('is compiled or refused if text is removed or inserted anywhere', () => {
    const insertion = fc.oneof(
      fc.constantFrom(': ', '- ', '&a ', '*a ', '[', '}', '"', '\n', '\t', '#', '<<: '),
      fc.string(),
    );

    fc.assert(
      fc.property(fc.nat(GOOD.length), fc.nat(20), insertion, (at, removed, text) =>
        expectAnAnswer(GOOD.slice(0, at) + text + GOOD.slice(at + removed)),
      ),
      { numRuns: 1000 },
    );
  });

  it('is compiled quickly if it is large', () => {
    const people = Array.from(
      { length: 1000 },
      (_, index) => `  U0P${index}: arn:aws:iam::111111111111:user/person-${index}\n`,
    );
    const roles = Array.from(
      { length: 300 },
      (_, index) => `  role-${index}: { arn: "arn:aws:iam::222222222222:role/r${index}", approvals: 0 }\n`,
    );
    const large = GOOD.replace('people:\n', `people:\n${people.join('')}`).concat(
      roles.join(''),
      'defaults: { requesters: [everyone], channel: C0APPROVALS }\n',
    );

    expect(compileCatalog(large).kind).toBe('ok');
  }, 5000);
});
