import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, expect } from 'vitest';
import type { Finding } from '../../functions/core/doctor/finding.ts';
import { EXTERNAL_ID, HUB_ACCOUNT } from '../../local/stack/names.ts';
import { aStack, ROLE_ARN, type TestStack } from '../support/a-stack.ts';
import { aCliOf, type Cli } from './a-cli.ts';

export const EXAMPLE = readFileSync(join(import.meta.dirname, '../../examples/access.yaml'), 'utf8');
export const UTILS = '111111111111';
export const PROD = '222222222222';

/** The stack of a test, set up correctly, and the CLI of its operator. */
export let stack: TestStack;
export let cli: Cli;

export const open = async (yaml = EXAMPLE): Promise<void> => {
  stack = await aStack(yaml);
  cli = aCliOf(stack);
};

/** Starts a new stack for each test of the calling file. */
export const aStackForEach = (): void => {
  beforeEach(() => open());
  afterEach(() => stack.close());
};

/** Restarts the stack of a test with another catalog. */
export const reopen = async (yaml: string): Promise<void> => {
  await stack.close();
  await open(yaml);
};

/** Runs the doctor and returns its findings. */
export const examine = async (
  ...args: string[]
): Promise<{ code: number; findings: readonly Finding[]; err: string }> => {
  const ran = await cli.run('doctor', '--json', ...args);
  const { findings, error } = ran.json<{ findings?: readonly Finding[]; error?: string }>();
  if (findings === undefined) throw new Error(`the doctor failed: ${error}`);
  return { code: ran.code, err: ran.err, findings };
};

/** Expects one finding with a code and a fix. */
export const expectFinding = async (
  code: string,
  severity: Finding['severity'],
  about: string,
  fix: RegExp,
): Promise<void> => {
  const { findings, code: exit } = await examine();
  const found = findings.find((finding) => finding.code === code);
  expect(found, JSON.stringify(findings, null, 1)).toMatchObject({ severity, about });
  expect(found?.fix).toMatch(fix);
  expect(exit).toBe(findings.some((one) => one.severity === 'error') ? 1 : 0);
};

export const trust = () => stack.role().trustPolicy;
const statements = () => [trust().Statement].flat();
export const alsoTrusts = (...added: object[]): void =>
  stack.aws.editRole(ROLE_ARN, { trustPolicy: { ...trust(), Statement: [...statements(), ...added] } as never });
export const lets = (principal: unknown, more: object = {}) => ({
  Sid: 'Permanent',
  Effect: 'Allow',
  Principal: principal,
  Action: 'sts:AssumeRole',
  ...more,
});
export const iamOf = (account: string): IAMClient =>
  new IAMClient({ endpoint: stack.aws.url, region: 'us-east-1', credentials: stack.aws.rootCredentials(account) });
export const allow = (Action: string, Resource: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] });
export const putUserPolicy = (PolicyName: string, PolicyDocument: string) =>
  iamOf(UTILS).send(new PutUserPolicyCommand({ UserName: 'alice', PolicyName, PolicyDocument }));

/** The example channel is shared with another company, so that users of it can act in tests. */
export const setUpSlack = (): void => stack.slack.directory.share('C0APPROVALS', false);

const inspectorOf = (account: string) => `arn:aws:iam::${account}:role/assume-bot-inspector`;
export const managerOf = (account: string) => `arn:aws:iam::${account}:role/assume-bot-manager`;
/** Removes the inspector roles, as in accounts without operators. */
export const withoutInspectors = (): void => {
  for (const account of [UTILS, PROD]) stack.aws.removeRole(inspectorOf(account));
};
/** Manager roles trust only the bot, as in AWS. */
export const managersTrustTheBotAlone = (): void => {
  for (const account of [UTILS, PROD])
    stack.aws.editRole(managerOf(account), {
      trustPolicy: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: `arn:aws:iam::${HUB_ACCOUNT}:role/assume-bot-reconcile` },
            Action: 'sts:AssumeRole',
            Condition: { StringEquals: { 'sts:ExternalId': EXTERNAL_ID } },
          },
        ],
      } as never,
    });
};
