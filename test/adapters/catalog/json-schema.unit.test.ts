import { globSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { compileCatalog } from '../../../functions/adapters/catalog/compile.ts';
import { accessJsonSchema } from '../../../functions/adapters/catalog/json-schema.ts';
import * as onCallSchemas from '../../../functions/adapters/catalog/on-call-schema.ts';
import * as peopleSchemas from '../../../functions/adapters/catalog/people-schema.ts';
import * as roleSchemas from '../../../functions/adapters/catalog/role-schema.ts';
import * as ruleSchemas from '../../../functions/adapters/catalog/rule-schema.ts';
import * as mainSchemas from '../../../functions/adapters/catalog/schema.ts';
import * as terraformSchemas from '../../../functions/adapters/catalog/terraform-schema.ts';
import * as whenSchemas from '../../../functions/adapters/catalog/when-schema.ts';
import { GOOD, problemsOf, withValue } from './a-catalog.ts';

const schemas = {
  ...{ ...mainSchemas, ...onCallSchemas, ...peopleSchemas, ...ruleSchemas, ...roleSchemas },
  ...{ ...terraformSchemas, ...whenSchemas },
};
const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const editor = z.fromJSONSchema(accessJsonSchema());
const isFineToEditors = (yaml: string): boolean => editor.safeParse(parse(yaml)).success;

interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly [key: string]: unknown;
}

/** Every property key of a JSON Schema, at any depth. */
const keysOf = (node: unknown): readonly string[] => {
  if (Array.isArray(node)) return node.flatMap(keysOf);
  if (node === null || typeof node !== 'object') return [];
  return [...Object.keys((node as Node).properties ?? {}), ...Object.values(node).flatMap(keysOf)];
};

const full = `${GOOD.replace('U0ALICE:', 'byEmail: arn:aws:iam::111111111111:user/{local}\n  domains: [example.com]\n  U0ALICE:')}
bundles:
  all-prod:
    roles: [prod-s3]
    description: All
    terraform:
      state: { role: prod-s3, bucket: states, region: us-east-1, keys: [a], kmsKey: 'arn:aws:kms:us-east-1:222222222222:key/k', account: "222222222222" }
      providers: [{ role: prod-s3, region: us-east-1, alias: x }]
defaults: { approvals: 1, allowSelfApproval: false, reason: required, ticket: false }
settings: { retentionDays: 1, lapseAfter: 1h, minimumDuration: 1m, operatorsChannel: C0OPS, admins: [U0CAROL] }
`;

describe('the published schema', () => {
  it('is the one in docs, which scripts/write-schema.ts generates', () => {
    expect(JSON.parse(read('docs/access.schema.json'))).toEqual(accessJsonSchema());
  });

  it('is at the path that the example names', () => {
    const [, path = ''] = /^# yaml-language-server: \$schema=\.\.\/(\S+)\n/.exec(read('examples/access.yaml')) ?? [];

    expect(JSON.parse(read(path))).toHaveProperty('$schema', 'https://json-schema.org/draft/2020-12/schema');
  });

  it('accepts the examples, and a catalog with every setting', () => {
    const examples = globSync('examples/**/*.yaml', { cwd: new URL('../../../', import.meta.url) });

    expect(examples.length).toBeGreaterThan(7);
    expect(examples.filter((path) => !isFineToEditors(read(path)))).toEqual([]);
    expect(problemsOf(full)).toEqual([]);
    expect(isFineToEditors(full)).toBe(true);
  });

  it('describes every key that the compiler accepts', () => {
    const taken = Object.values(schemas).flatMap((schema) =>
      schema instanceof z.ZodObject ? Object.keys(schema.shape) : [],
    );
    const published = keysOf(accessJsonSchema());

    expect(taken.length).toBeGreaterThan(30);
    expect(taken.filter((key) => !published.includes(key))).toEqual([]);
    const undescribed = Object.values(schemas).flatMap((schema) =>
      schema instanceof z.ZodObject
        ? Object.entries(schema.shape).flatMap(([key, field]) => ((field as z.ZodType).description ? [] : key))
        : [],
    );
    expect(undescribed).toEqual([]);
  });

  it.each([
    ['an unknown key', withValue(['roles', 'prod-s3', 'chanel'], 'C0X')],
    ['an id that is not quoted', GOOD.replace('"111111111111"', '111111111111')],
    ['a name no role can have', GOOD.replace('prod-s3', 'Prod_S3')],
    ['a person by name', GOOD.replace('U0ALICE', 'alice')],
    ['everyone as approver', GOOD.replace('[U0BOB, S0SRE]', '[everyone]')],
    ['a wildcard', GOOD.replace('s3-list-role', '*')],
    ['a missing section', withValue(['people'], undefined)],
    ['labels of a role that are no text', withValue(['roles', 'prod-s3', 'labels'], { tier: 1 })],
    ['settings for no labels', `${GOOD}defaultsByLabel: [{ match: {}, approvals: 2 }]\n`],
    ['an unknown key in shared rules', `${GOOD}defaults: { rules: [{ name: a, whan: {} }] }\n`],
    ['a duration in days', GOOD.replace('8h', '2d')],
  ])('reports %s in the editor', (_, yaml) => {
    expect(isFineToEditors(yaml)).toBe(false);
    expect(problemsOf(yaml)).not.toEqual([]);
  });

  it('accepts every catalog that the compiler accepts', () => {
    const values = fc.constantFrom(
      null,
      true,
      0,
      2,
      '',
      '1h',
      '90m',
      'everyone',
      'required',
      'C0APPROVALS',
      [],
      ['U0BOB'],
      {},
    );
    const places = fc.constantFrom(
      ...['approvals', 'approvers', 'requesters', 'reason', 'ticket', 'channel', 'description', 'duration', 'arn'].map(
        (field) => ['roles', 'prod-s3', field],
      ),
      ...['default', 'max'].map((field) => ['roles', 'prod-s3', 'duration', field]),
      ...['retentionDays', 'lapseAfter', 'minimumDuration', 'operatorsChannel', 'admins'].map((field) => [
        'settings',
        field,
      ]),
      ...['settings', 'bundles', 'defaults', 'people', 'accounts', 'roles'].map((field) => [field]),
    );

    fc.assert(
      fc.property(places, values, (path, value) => {
        const yaml = withValue(path, value);
        if (compileCatalog(yaml).kind === 'ok') expect(isFineToEditors(yaml)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
});
