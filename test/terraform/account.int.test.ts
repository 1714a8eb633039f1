import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectorRoleName } from '../../functions/contract.ts';
import { IAM_LIMITS, sizeOf } from '../../lib/iam-sizes.ts';
import { inspectorPolicy, inspectorTrust } from '../../lib/inspector-policies.ts';
import { managerPolicy, managerTrust, serviceControlPolicy } from '../../lib/manager-policies.ts';
import type { Targets } from '../../lib/policy-templates.ts';
import { DEFAULTS, deploymentRoles } from '../../lib/settings/settings.ts';

const MODULE = resolve(import.meta.dirname, '../../terraform/account');
const PLACE = { partition: 'aws', accountId: '222222222222' };
const OPERATORS = [
  'arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Operators_0123456789abcdef',
  'arn:aws:iam::111111111111:user/carol',
  'arn:aws:iam::999999999999:role/ops',
];
const GIVEN = { hub_account_id: '999999999999', external_id: '0123456789abcdef' };

// No plugin cache, no settings of the current user, and no version check with HashiCorp.
const env = {
  PATH: process.env['PATH'] ?? '',
  TF_CLI_CONFIG_FILE: '/dev/null',
  CHECKPOINT_DISABLE: '1',
  TF_IN_AUTOMATION: '1',
};
const terraform = (args: readonly string[], input = '', variables: Readonly<Record<string, unknown>> = {}) =>
  spawnSync('terraform', args, {
    encoding: 'utf8',
    input,
    env: {
      ...env,
      ...Object.fromEntries(
        Object.entries(variables).map(([name, value]) => [
          `TF_VAR_${name}`,
          typeof value === 'string' ? value : JSON.stringify(value),
        ]),
      ),
    },
  });

const isThere = terraform(['version']).status === 0;
if (!isThere) {
  process.stderr.write(
    '\nterraform is not on the PATH, so the rendered policies and the variable checks of the module are NOT TESTED here.\n' +
      'Install Terraform 1.6 or later (https://developer.hashicorp.com/terraform/install).\n\n',
  );
}

/** The variables and documents of the module, without its resources, which need the AWS provider and an account. */
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assume-bot-terraform-'));
  for (const part of ['variables.tf', 'policies.tf', 'policies'])
    cpSync(join(MODULE, part), join(folder, part), { recursive: true });
  writeFileSync(
    join(folder, 'place.tf'),
    `locals {\n  account_id = "${PLACE.accountId}"\n  partition  = var.partition\n}\nvariable "partition" {\n  default = "aws"\n}\n`,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const evaluate = (expression: string, variables: Readonly<Record<string, unknown>>) => {
  const { stdout, stderr } = terraform(
    [`-chdir=${folder}`, 'console', '-no-color'],
    `base64encode(jsonencode(nonsensitive(${expression})))`,
    { ...GIVEN, ...variables },
  );
  const [encoded = ''] = stdout.trim().split('\n').slice(-1);
  if (stderr.includes('Error:') || !/^"[\w+/=]+"$/.test(encoded)) throw new Error(`${stderr}${stdout}`);
  return JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'));
};

const targets = (arns: readonly string[] | null): Targets =>
  arns === null ? { kind: 'tagged' } : { kind: 'listed', arns };

describe.runIf(isThere)('the Terraform module for an account', () => {
  it.each([
    ['everything by tag', null, null],
    ['roles by tag, users by path', null, ['arn:aws:iam::222222222222:user/people/*']],
    ['all of it listed', ['arn:aws:iam::222222222222:role/s3-list-role'], ['arn:aws:iam::222222222222:user/alice']],
    ['nothing yet', [], []],
  ])('gives the manager role the same policy as the CDK stack: %s', (_, roles, users) => {
    const rendered = evaluate('local.manager_policy', { role_arns: roles ?? 'null', user_arns: users ?? 'null' });

    expect(rendered).toEqual(managerPolicy({ roles: targets(roles), users: targets(users) }, PLACE));
  });

  it('measures the policies as the CDK stack does, and refuses to apply what IAM refuses', () => {
    const users = Array.from({ length: 300 }, (_, n) => `arn:aws:iam::222222222222:user/person-${n}`);
    const scope = { roles: targets(null), users: targets(users), otherUserArns: [] };
    const main = readFileSync(join(MODULE, 'main.tf'), 'utf8');

    const measured = evaluate('[local.manager_policy_characters, local.inspector_policy_characters]', {
      user_arns: users,
      operator_arns: OPERATORS,
    });

    expect(measured).toEqual([sizeOf(managerPolicy(scope, PLACE)), sizeOf(inspectorPolicy(scope, PLACE))]);
    expect(evaluate('local.most_characters', {})).toBe(IAM_LIMITS.inlinePolicies);
    for (const role of ['manager', 'inspector'])
      expect(main).toMatch(
        new RegExp(`precondition {\\n\\s+condition += local.${role}_policy_characters <= local.most_characters`),
      );
  });

  it('accepts two ExternalIds during a rotation, as the CDK stack does', () => {
    const other = 'fedcba9876543210';

    expect(evaluate('local.trust_policy', { other_external_id: other })).toEqual(
      managerTrust({
        partition: 'aws',
        accountId: GIVEN.hub_account_id,
        reconcileRoleName: `${DEFAULTS.name}-reconcile`,
        externalId: GIVEN.external_id,
        otherExternalId: other,
      }),
    );
  });

  it.each([['o-a1b2c3d4e5'], [undefined]])(
    'admits the same caller as the CDK stack (organization %s)',
    (organization) => {
      const rendered = evaluate(
        'local.trust_policy',
        organization === undefined ? {} : { organization_id: organization },
      );

      expect(rendered).toEqual(
        managerTrust({
          partition: 'aws',
          accountId: GIVEN.hub_account_id,
          reconcileRoleName: `${DEFAULTS.name}-reconcile`,
          externalId: GIVEN.external_id,
          ...(organization === undefined ? {} : { organizationId: organization }),
        }),
      );
    },
  );

  it.each([
    ['everything by tag', null, null, []],
    ['all of it listed', ['arn:aws:iam::222222222222:role/s3-list-role'], ['arn:aws:iam::222222222222:user/alice'], []],
    ['users who keep their own side', null, [], ['arn:aws:iam::222222222222:user/legacy']],
    ['nothing yet', [], [], []],
  ])('gives the inspector role the same policy as the CDK stack: %s', (_, roles, users, others) => {
    const rendered = evaluate('local.inspector_policy', {
      role_arns: roles ?? 'null',
      user_arns: users ?? 'null',
      other_user_arns: others,
    });

    const scope = { roles: targets(roles), users: targets(users), otherUserArns: others };
    expect(rendered).toEqual(inspectorPolicy(scope, PLACE));
  });

  it.each([['o-a1b2c3d4e5'], [undefined]])(
    'admits the same operators as the CDK stack (organization %s)',
    (organization) => {
      const rendered = evaluate('local.inspector_trust_policy', {
        operator_arns: OPERATORS,
        ...(organization === undefined ? {} : { organization_id: organization }),
      });

      expect(rendered).toEqual(
        inspectorTrust({ arns: OPERATORS, ...(organization === undefined ? {} : { organizationId: organization }) }),
      );
    },
  );

  it.each(['assume-bot-manager', 'other-manager', 'broker', 'm'.repeat(64)])(
    'gives the inspector role beside %s the name that the doctor expects',
    (name) => {
      expect(evaluate('local.inspector_role_name', { manager_role_name: name })).toBe(inspectorRoleName(name));
    },
  );

  it.each(['aws-us-gov', 'aws-cn'])('renders every document for the partition %s', (partition) => {
    const all = evaluate(
      '[local.manager_policy, nonsensitive(local.trust_policy), local.inspector_policy, local.inspector_trust_policy, local.service_control_policy]',
      { partition, operator_arns: OPERATORS.map((arn) => arn.replace('arn:aws:', `arn:${partition}:`)) },
    );

    expect(JSON.stringify(all)).not.toContain('arn:aws:');
    expect(all[0]).toEqual(managerPolicy({ roles: { kind: 'tagged' }, users: targets([]) }, { ...PLACE, partition }));
    expect(all[4]).toEqual(
      serviceControlPolicy({
        partition,
        exemptPrincipals: deploymentRoles(partition === 'aws-cn' ? 'cn-north-1' : 'us-gov-west-1'),
      }),
    );
  });

  it('outputs the same service control policy, with the same exempt principals', () => {
    const rendered = evaluate('local.service_control_policy', {});

    expect(rendered).toEqual(
      serviceControlPolicy({ partition: 'aws', exemptPrincipals: deploymentRoles('eu-central-1') }),
    );
  });

  it.each([
    ['hub_account_id', '99', '12 digits'],
    ['external_id', 'short', '16 or more'],
    ['reconcile_role_name', 'path/name', 'without its path'],
    ['organization_id', 'my-org', 'should look like'],
    ['manager_role_name', 'a b', 'name of an IAM role'],
    ['role_arns', ['s3-list-role'], 'the ARN of a role'],
    ['role_arns', ['arn:aws:iam::222222222222:role/*'], 'the ARN of a role'],
    ['user_arns', ['alice'], 'the ARN of an IAM user'],
    ['operator_arns', ['arn:aws:iam::111111111111:role/ops-*'], 'a role or an IAM user'],
    ['operator_arns', ['arn:aws:sts::111111111111:assumed-role/ops/alice'], 'the ARN of its role'],
    ['operator_arns', ['arn:aws:iam::111111111111:root'], 'a role or an IAM user'],
    [
      'operator_arns',
      Array.from({ length: 40 }, (_, n) => `arn:aws:iam::111111111111:role/operators-${n}`),
      'do not fit into one trust policy',
    ],
    ['other_user_arns', ['alice'], 'the ARN of an IAM user'],
    ['permissions_boundary_arn', 'boundary', 'ARN of a managed policy'],
    ['scp_exempt_principals', [], 'at least the role that runs Terraform'],
    ['scp_exempt_principals', ['arn:aws:iam::*:role/*'], 'but not for every role'],
    ['tags', { 'assume-bot': 'managed' }, 'must not have it'],
  ])('refuses an invalid %s and states the expected value', (name, value, message) => {
    const refusal = () => evaluate('local.manager_arn', { [name]: value });

    expect(refusal).toThrow(new RegExp(message.split(' ').join('\\s+')));
  });

  it('is formatted with terraform fmt', () => {
    const { status, stdout } = terraform(['fmt', '-check', '-recursive', '-diff', MODULE]);

    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });
});

describe('the files of the Terraform module', () => {
  const files = readdirSync(MODULE).filter((name) => name.endsWith('.tf'));
  const textOf = (name: string): string => readFileSync(join(MODULE, name), 'utf8');

  it('describe and validate every variable', () => {
    const variables = textOf('variables.tf')
      .split(/^variable /m)
      .slice(1);

    expect(variables.length).toBeGreaterThan(8);
    for (const variable of variables) {
      expect(variable).toMatch(/^ {2}description = ".{15,}"$/m);
      expect(variable).toMatch(/^ {2}validation \{$/m);
    }
  });

  it('build their documents only from the templates that the CDK reads', () => {
    const all = files.map(textOf).join('\n');

    expect([...all.matchAll(/policies\/([\w-]+)\.json\.tftpl/g)].map(([, name]) => name).sort()).toEqual([
      'inspector',
      'inspector-trust',
      'manager',
      'service-control',
      'trust',
    ]);
    expect(all).not.toContain('aws_iam_policy_document');
    expect(textOf('main.tf')).toContain('jsonencode(local.manager_policy)');
    expect(textOf('main.tf')).toContain('jsonencode(local.trust_policy)');
    expect(textOf('main.tf')).toContain('jsonencode(local.inspector_policy)');
    expect(textOf('main.tf')).toContain('jsonencode(local.inspector_trust_policy)');
  });

  it('create no inspector role without operators', () => {
    const [, ...inspectors] = textOf('main.tf').split(/^resource "aws_iam_role(?:_policy)?" "inspector" /m);

    expect(inspectors).toHaveLength(2);
    for (const resource of inspectors) expect(resource).toContain('count = length(var.operator_arns) > 0 ? 1 : 0');
  });
});
