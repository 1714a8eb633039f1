import { App, Stack, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { makeApp } from '../support/a-hub.ts';

const EVERYTHING = {
  customerKey: true,
  tracing: true,
  auditBucket: true,
  alarmEmail: 'ops@example.com',
  roles: 'listed',
  users: 'tagged',
  organizationId: 'o-a1b2c3d4e5',
  operators: ['arn:aws:iam::111111111111:role/ops'],
  keepData: false,
};

const violationsOf = (app: App): readonly string[] =>
  new AwsSolutionsChecks(app)
    .validateScope(app)
    .violations.map(({ ruleName, violatingResources }) => `${ruleName} ${JSON.stringify(violatingResources)}`);

/** All acknowledged findings in an app: rule and reason. */
const acknowledgedIn = (app: App): readonly string[] =>
  app.node
    .findAll()
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.values(data as Record<string, string>));

describe('the AWS Solutions rules', () => {
  it.each([
    ['as they come', {}],
    ['with everything switched on', EVERYTHING],
  ])('find nothing in the stacks %s', (_, settings) => {
    expect(violationsOf(makeApp(settings))).toEqual([]);
  });

  it('report violations', () => {
    const app = new App({ builtinCloudFormationValidation: false });
    new Bucket(new Stack(app, 'Careless'), 'Bucket');

    const violations = violationsOf(app);

    expect(violations.join('\n')).toContain('AwsSolutions-S1');
  });

  it('are acknowledged only with a reason', () => {
    const reasons = acknowledgedIn(makeApp(EVERYTHING));

    expect(reasons.length).toBeGreaterThan(4);
    for (const reason of reasons) expect(reason).toMatch(/^[A-Z].{30,}\.$/);
  });
});
