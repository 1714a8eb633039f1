import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { oversized } from '../../lib/document-sizes.ts';
import { partitionOfRegion } from '../../lib/partition.ts';
import { DEFAULTS, FIELDS } from '../../lib/settings/settings.ts';
import { makeApp, settingsWith, templateOf } from '../support/a-hub.ts';
import { ALTERNATIVES, coveringChoices, everyPair, settingsOf } from '../support/settings-cover.ts';

const choices = coveringChoices().map((choice, index) => [index + 1, settingsOf(choice)] as const);

const stacksOf = (app: ReturnType<typeof makeApp>) =>
  app.node.children
    .map(({ node: { id } }) => id)
    .filter((id) => !id.startsWith('Aws') && id !== 'Tree')
    .map((id) => [id, templateOf(app, id)] as const);

describe('the settings of these tests', () => {
  it('contain every setting with at least two values', () => {
    const given = new Set(Object.values(ALTERNATIVES).flatMap((list) => list.flatMap((one) => Object.keys(one))));
    const required = ['catalog', 'hubAccount', 'externalId'];

    expect(Object.keys(FIELDS).filter((name) => !given.has(name) && !required.includes(name))).toEqual([]);
    for (const [name, values] of Object.entries(ALTERNATIVES))
      expect(new Set(values.map((one) => JSON.stringify(one))).size, name).toBe(values.length);
    for (const list of Object.values(ALTERNATIVES))
      for (const [name, value] of list.flatMap((one) => Object.entries(one)))
        if (name !== 'auditLockMode') expect(value).not.toEqual((DEFAULTS as Record<string, unknown>)[name]);
  });

  it('combine every value with every other value', () => {
    const pairs = new Set(
      coveringChoices().flatMap((choice) => {
        const entries = Object.entries(choice);
        return entries.flatMap(([a, m], index) => entries.slice(index + 1).map(([b, n]) => `${a}=${m} ${b}=${n}`));
      }),
    );

    expect([...everyPair()].filter((pair) => !pairs.has(pair))).toEqual([]);
    expect(choices.length).toBeLessThan(30);
  });
});

describe.each(choices)('deployment %i with such settings', (_, settings) => {
  const app = () => makeApp(settings);
  const partition = partitionOfRegion(settingsWith(settings).region);

  it('has no finding of the AWS Solutions rules, and no document that IAM refuses', () => {
    const made = app();
    const { violations } = new AwsSolutionsChecks(made).validateScope(made);

    expect(violations.map(({ ruleName, violatingResources }) => [ruleName, violatingResources])).toEqual([]);
    expect(stacksOf(made).flatMap(([name, template]) => oversized(name, template))).toEqual([]);
  });

  it('names only its own partition, and needs a bootstrap only for the hub', () => {
    const stacks = stacksOf(app());
    const hub = settingsWith(settings).name;

    expect(stacks).toHaveLength(4);
    for (const [, template] of stacks) {
      const partitions = JSON.stringify(template).match(/arn:aws[a-z-]*(?=:)/g) ?? [];
      expect(new Set([...partitions, `arn:${partition}`])).toEqual(new Set([`arn:${partition}`]));
    }
    for (const [name, template] of stacks.filter(([id]) => id !== hub)) {
      expect(Object.keys(template).sort(), name).toEqual(['Description', 'Resources']);
      expect(JSON.stringify(template)).not.toMatch(/bootstrap|hnb659fds|assets/i);
    }
  });
});
