import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TargetAccount } from '../../lib/account-targets.ts';
import { templateText } from '../../lib/template-sizes.ts';
import { makeAppOf, PROD } from '../support/a-hub.ts';
import { policyUnder } from '../support/documented-policies.ts';
import { type Moto, startMoto } from '../support/moto.ts';
import { hasProgram, runProgram } from '../support/programs.ts';

const CDK = resolve(import.meta.dirname, '../../node_modules/aws-cdk/bin/cdk');
const SETTINGS = { operators: ['arn:aws:iam::111111111111:role/ops'], roles: 'listed' };
const hasMoto = hasProgram('moto_server', 'Install it with "pip install moto[server]", and run the tests again.');

/** An account whose lists are too long for one inline policy. */
const LARGE: TargetAccount = {
  ...PROD,
  userArns: Array.from({ length: 300 }, (_, n) => `arn:aws:iam::${PROD.id}:user/person-${n}`),
};

let moto: Moto;
let folder: string;
let assembly: CloudAssembly;
beforeAll(async () => {
  if (!hasMoto) return;
  folder = mkdtempSync(join(tmpdir(), 'assume-bot-account-'));
  moto = await startMoto(PROD.id, 'eu-central-1', folder);
  assembly = makeAppOf([LARGE], SETTINGS, { outdir: folder }).synth();
});
afterAll(async () => {
  if (!hasMoto) return;
  await moto.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A document of an answer. The server encodes trust policies for URLs, and prints inline policies of stacks as Python does. */
const documentIn = (xml: string, element: string): unknown => {
  const [, text = ''] = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml) ?? [];
  return JSON.parse(decodeURIComponent(text).replaceAll(/&#39;|'/g, '"'));
};
interface RoleProperties {
  readonly AssumeRolePolicyDocument: unknown;
  readonly Policies: readonly { readonly PolicyName: string; readonly PolicyDocument: unknown }[];
}

/** Expects a role with exactly the documents of a template. */
const expectRole = async (name: string, properties: RoleProperties): Promise<void> => {
  const role = await moto.call('iam', 'GetRole', { RoleName: name });
  expect(documentIn(role, 'AssumeRolePolicyDocument')).toEqual(properties.AssumeRolePolicyDocument);
  for (const { PolicyName, PolicyDocument } of properties.Policies) {
    const policy = await moto.call('iam', 'GetRolePolicy', { RoleName: name, PolicyName });
    expect(documentIn(policy, 'PolicyDocument')).toEqual(PolicyDocument);
  }
};

describe.runIf(hasMoto)('another CloudFormation implementation', () => {
  it('deploys an account stack with the CDK, with the credentials of the call and without a bootstrap', async () => {
    const { template } = assembly.getStackByName('assume-bot-account-prod');

    const { status, stderr } = await runProgram(
      process.execPath,
      [CDK, 'deploy', 'assume-bot-account-prod', '--app', folder, '--require-approval', 'never'],
      {
        cwd: folder,
        env: {
          HOME: folder,
          AWS_ENDPOINT_URL: moto.url,
          AWS_REGION: 'eu-central-1',
          AWS_ACCESS_KEY_ID: 'AKIAMOTO',
          AWS_SECRET_ACCESS_KEY: 'any',
          CDK_DISABLE_CLI_TELEMETRY: 'true',
        },
      },
    );

    const called = await moto.calledActions();
    expect(status, stderr).toBe(0);
    expect(called).toContain('cloudformation:ExecuteChangeSet');
    const allowed = policyUnder('Deploy an account', {}).Statement.flatMap(({ Action }) => Action);
    // GetCallerIdentity needs no permission.
    expect(called.filter((one) => one !== 'sts:GetCallerIdentity' && !allowed.includes(one))).toEqual([]);
    await expectRole('other-manager', template.Resources.Manager.Properties);
    await expectRole('other-inspector', template.Resources.Inspector.Properties);
    // The server creates managed policies, and ignores that a role names them.
    const managed = await moto.call('iam', 'GetPolicyVersion', {
      PolicyArn: `arn:aws:iam::${PROD.id}:policy/other-manager-targets-1`,
      VersionId: 'v1',
    });
    expect(documentIn(managed, 'Document')).toEqual(template.Resources.ManagerTargets1.Properties.PolicyDocument);
  });

  it('creates a stack from the template for StackSets', async () => {
    const { template } = assembly.getStackByName('assume-bot-account');

    await moto.call('cloudformation', 'CreateStack', {
      StackName: 'from-a-stack-set',
      TemplateBody: templateText(template),
      'Capabilities.member.1': 'CAPABILITY_NAMED_IAM',
    });

    const here = JSON.stringify(template).replaceAll('{"Ref":"AWS::AccountId"}', `"${PROD.id}"`);
    const stack = await moto.call('cloudformation', 'DescribeStacks', { StackName: 'from-a-stack-set' });
    expect(stack).toContain('<StackStatus>CREATE_COMPLETE</StackStatus>');
    const role = await moto.call('iam', 'GetRole', { RoleName: 'assume-bot-manager' });
    expect(documentIn(role, 'AssumeRolePolicyDocument')).toEqual(
      JSON.parse(here).Resources.Manager.Properties.AssumeRolePolicyDocument,
    );
    const policy = await moto.call('iam', 'GetRolePolicy', {
      RoleName: 'assume-bot-manager',
      PolicyName: 'edit-targets',
    });
    expect(JSON.stringify(documentIn(policy, 'PolicyDocument'))).toContain(
      `arn:aws:iam::${PROD.id}:role/assume-bot-manager`,
    );
  });
});
