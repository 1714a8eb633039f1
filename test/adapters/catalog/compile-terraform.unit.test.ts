import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rulesOf } from '../../../functions/core/catalog/lookup.ts';
import { catalogOf, problemsOf } from './a-catalog.ts';

const BASE = `accounts:
  utils: { id: "111111111111" }
  state: { id: "333333333333" }
  prod: { id: "222222222222" }
people: { U0ALICE: arn:aws:iam::111111111111:user/alice }
defaults: { requesters: [everyone], approvers: [U0BOB], channel: C0APPROVALS, duration: { max: 1h } }
roles:
  tf-state: { arn: arn:aws:iam::333333333333:role/tf-state }
  prod-deploy: { arn: arn:aws:iam::222222222222:role/deploy }
  other: { arn: arn:aws:iam::222222222222:role/other }
bundles:
  terraform-prod:
    roles: [tf-state, prod-deploy]
    terraform:
`;
const STATE = 'state: { role: tf-state, bucket: states, region: eu-central-1, keys: [prod/app.tfstate] }';
const withTerraform = (...lines: readonly string[]): string =>
  `${BASE}${lines.map((line) => `      ${line}\n`).join('')}`;

describe('the Terraform settings of a bundle', () => {
  it('are the state in the account of its role, and the providers', () => {
    const yaml = withTerraform(STATE, 'providers: [{ role: prod-deploy, region: us-east-1, alias: dns }]');

    const { bundles } = catalogOf(yaml);

    expect(bundles['terraform-prod' as keyof typeof bundles]).toMatchObject({
      terraform: {
        state: { role: 'tf-state', accountId: '333333333333', keys: ['prod/app.tfstate'] },
        providers: [{ role: 'prod-deploy', region: 'us-east-1', alias: 'dns' }],
      },
    });
  });

  it('are absent for a bundle without them, so that compiled catalogs do not change', () => {
    const { bundles } = catalogOf(BASE.replace('    terraform:\n', ''));

    expect(bundles['terraform-prod' as keyof typeof bundles]).not.toHaveProperty('terraform');
  });

  it('can set an account for the bucket that differs from that of the role', () => {
    const { bundles } = catalogOf(withTerraform(STATE.replace(' }', ', account: "999999999999" }')));

    expect(bundles['terraform-prod' as keyof typeof bundles]).toMatchObject({
      terraform: { state: { accountId: '999999999999' } },
    });
  });

  it('can name workspaces, a lock table, and states that are only read', () => {
    const state = STATE.replace(' }', ', workspaces: [dev, "team-*"], lockTable: terraform-locks }');
    const readOnly = 'readOnly: [{ role: tf-state, bucket: shared, region: us-east-1, keys: [net.tfstate] }]';

    const { bundles } = catalogOf(withTerraform(state, readOnly));

    expect(bundles['terraform-prod' as keyof typeof bundles]).toMatchObject({
      terraform: {
        state: { workspaces: ['dev', 'team-*'], lockTable: 'terraform-locks' },
        readOnly: [{ role: 'tf-state', bucket: 'shared', accountId: '333333333333' }],
      },
    });
  });

  it.each([
    [
      'a workspace pattern that opens every workspace',
      STATE.replace(' }', ', workspaces: ["*"] }'),
      '15:109 bundles.terraform-prod.terraform.state.workspaces[0]: found "*", expected one of up to 20 names of workspaces, or patterns with *, such as [ dev, "team-*" ]; neither default, which keys contain, nor * alone',
    ],
    [
      'a read-only state of a role outside the bundle',
      'readOnly: [{ role: other, bucket: shared, region: us-east-1, keys: [net.tfstate] }]',
      '15:26 bundles.terraform-prod.terraform.readOnly[0].role: the role "other" is not part of the bundle terraform-prod, so it is not granted with it; its roles are tf-state, prod-deploy',
    ],
    [
      'a role outside the bundle',
      STATE.replace('role: tf-state', 'role: tf-stat'),
      '15:22 bundles.terraform-prod.terraform.state.role: the role "tf-stat" is not part of the bundle terraform-prod, so it is not granted with it; did you mean tf-state?',
    ],
    [
      'a provider with a role that exists and is not in the bundle',
      'providers: [{ role: other, region: us-east-1 }]',
      '15:27 bundles.terraform-prod.terraform.providers[0].role: the role "other" is not part of the bundle terraform-prod, so it is not granted with it; its roles are tf-state, prod-deploy',
    ],
    [
      'a key with a wildcard',
      STATE.replace('prod/app.tfstate', '"prod/*"'),
      '15:77 bundles.terraform-prod.terraform.state.keys[0]: found "prod/*", expected one of up to 20 paths in the bucket without * and ?, such as [ prod/app.tfstate ]',
    ],
    [
      'the lock in place of the state',
      STATE.replace('app.tfstate', 'app.tfstate.tflock'),
      '15:77 bundles.terraform-prod.terraform.state.keys[0]: this is a lock file; list the state file instead, which includes its lock',
    ],
    [
      'a key in another region than the bucket',
      STATE.replace(' }', ', kmsKey: arn:aws:kms:us-east-1:333333333333:key/k }'),
      '15:104 bundles.terraform-prod.terraform.state.kmsKey: this key is in us-east-1 and the bucket in eu-central-1; S3 requires a key in the region of the bucket',
    ],
    [
      'two providers without an alias',
      'providers: [{ role: prod-deploy, region: us-east-1 }, { role: tf-state, region: us-east-1 }]',
      '15:61 bundles.terraform-prod.terraform.providers[1]: providers[0] has no alias either; only one provider can have none',
    ],
    [
      'a misspelt key',
      'provider: [{ role: prod-deploy, region: us-east-1 }]',
      '15:7 bundles.terraform-prod.terraform.provider: there is no key "provider" here; did you mean providers?',
    ],
    [
      'something that is no list of providers',
      'providers: { role: prod-deploy, region: us-east-1 }',
      '15:18 bundles.terraform-prod.terraform.providers: found a map, expected a list of 1 to 20 providers such as { role: prod-deploy, region: eu-central-1 }',
    ],
    [
      'the ARN of a bucket',
      STATE.replace('bucket: states', 'bucket: "arn:aws:s3:::states"'),
      '15:40 bundles.terraform-prod.terraform.state.bucket: found "arn:aws:s3:::states", expected the name (not the ARN) of an S3 bucket',
    ],
  ])('are refused with %s, with its line', (_, line, expected) => {
    expect(problemsOf(withTerraform(line))).toEqual([`access.yaml:${expected}`]);
  });

  it('are refused if they are empty', () => {
    expect(problemsOf(BASE)).toEqual([
      'access.yaml:14:15 bundles.terraform-prod.terraform: found nothing, expected a map with state, readOnly, providers',
    ]);
  });

  it('are valid in the example', () => {
    const yaml = readFileSync(new URL('../../../examples/terraform-remote-state/access.yaml', import.meta.url), 'utf8');

    expect(problemsOf(yaml)).toEqual([]);
  });

  it('can be extended in the example, as its README recommends', () => {
    const yaml = readFileSync(new URL('../../../examples/terraform-remote-state/access.yaml', import.meta.url), 'utf8');
    const roles = rulesOf(catalogOf(yaml));

    expect(roles.map(({ extend }) => extend?.byMinutes)).toEqual([60, 60, 60]);
  });
});
