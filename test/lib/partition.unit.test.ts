import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { beforeAll, describe, expect, it } from 'vitest';
import { partitionMistakes } from '../../bin/app/partition-mistakes.ts';
import { compileCatalog } from '../../functions/adapters/catalog/compile.ts';
import { partitionOfRegion } from '../../lib/partition.ts';
import { makeApp, templateOf } from '../support/a-hub.ts';
import { type CfnTemplate, ofType, policiesOf } from '../support/cloudformation.ts';

const EXAMPLE = readFileSync(join(import.meta.dirname, '../../examples/access.yaml'), 'utf8');

describe('the partition of a region', () => {
  it('is what the CDK knows about every region', () => {
    const known = RegionInfo.regions.flatMap(({ name, partition }) =>
      partition === undefined ? [] : [{ name, partition }],
    );

    expect(known.length).toBeGreaterThan(30);
    expect(known.map(({ name }) => ({ name, partition: partitionOfRegion(name) }))).toEqual(known);
  });
});

describe('a catalog', () => {
  it.each([
    ['aws', 'eu-central-1'],
    ['aws-us-gov', 'us-gov-west-1'],
    ['aws-cn', 'cn-north-1'],
  ])('of the partition %s is accepted for %s, and for no region of another partition', (partition, region) => {
    const compiled = compileCatalog(EXAMPLE.replaceAll('arn:aws:', `arn:${partition}:`));
    if (compiled.kind !== 'ok') throw new Error('the example does not compile');
    const elsewhere = region === 'eu-central-1' ? 'cn-north-1' : 'eu-central-1';

    expect(partitionMistakes(compiled.catalog, region)).toEqual([]);
    expect(partitionMistakes(compiled.catalog, elsewhere)).toEqual([
      expect.stringContaining(`assume-bot:region is ${elsewhere}, in the partition ${partitionOfRegion(elsewhere)}`),
    ]);
  });
});

describe.each([
  ['us-gov-west-1', 'aws-us-gov', 'amazonaws.com'],
  ['cn-north-1', 'aws-cn', 'amazonaws.com.cn'],
])('the hub in %s', (region, partition, suffix) => {
  let template: CfnTemplate;
  beforeAll(() => {
    template = templateOf(makeApp({ region, customerKey: true, auditBucket: true }), 'assume-bot');
  });
  const reconcile = () =>
    ofType(template, 'AWS::IAM::Role').find(
      ([, { Properties }]) => Properties['RoleName'] === 'assume-bot-reconcile',
    )?.[0] ?? '';

  it('lets services use its key by the names of the partition', () => {
    const text = JSON.stringify(policiesOf(template, reconcile()));

    for (const service of ['dynamodb', 'sqs', 's3']) expect(text).toContain(`"${service}.${region}.${suffix}"`);
    const [[, key] = []] = ofType(template, 'AWS::KMS::Key');
    expect(JSON.stringify(key?.Properties['KeyPolicy'])).toContain(`"logs.${region}.",{"Ref":"AWS::URLSuffix"}`);
  });

  it('runs on what Lambda offers there, and uses nothing that only the other partition has', () => {
    const text = JSON.stringify(template);

    expect(text).not.toContain('arn:aws:');
    expect(ofType(template, 'AWS::Lambda::Function')).toHaveLength(4);
    for (const global of ['AWS::CloudFront', 'AWS::Route53', 'AWS::WAFv2']) expect(text).not.toContain(global);
  });

  it('is trusted by manager roles under its own partition', () => {
    const account = templateOf(makeApp({ region }), 'assume-bot-account-prod');
    const trust = JSON.stringify(account.Resources['Manager']?.Properties['AssumeRolePolicyDocument']);

    expect(trust).toContain(`arn:${partition}:iam::999999999999:root`);
    expect(trust).toContain(`arn:${partition}:iam::999999999999:role/assume-bot-reconcile`);
  });
});
