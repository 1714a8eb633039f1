import { describe, expect, it } from 'vitest';
import type { TerraformState } from '../../../../functions/core/catalog/catalog.ts';
import type { StateFacts } from '../../../../functions/core/terraform/diagnosis/facts.ts';
import { statePolicies } from '../../../../functions/core/terraform/state-policies.ts';
import type { PolicyDocument } from '../../../../functions/core/trust/documents.ts';
import { aKey, aRole, diagnose, factsOf, good, KEY, NONE, roleArn, STATE_KEY, seen, settings } from './a-facts.ts';

const more: TerraformState = { ...settings, workspaces: ['dev', 'team-*'], lockTable: 'locks' };
const policies = statePolicies({ ...more, roleArn });

const withRole = (role: PolicyDocument) =>
  diagnose(
    { settings: more, keys: { [KEY]: aKey({ policy: seen(policies.key ?? NONE) }) } },
    { roles: { [roleArn]: aRole(role) } },
    { policy: seen(policies.bucket) },
  );

describe('the diagnosis of workspaces and of a lock table', () => {
  it('finds nothing with the policies that the CLI prints for them', () => {
    expect(withRole(policies.role)).toMatchObject({ outcome: 'works', findings: [] });
  });

  it('finds that the policies of the default workspace are not enough, and prints what is missing', () => {
    const { outcome, findings, policies: changed } = withRole(good.role);

    expect([outcome, findings.map(({ code }) => code)]).toEqual(['broken', ['state_role_lacks']]);
    const resources = findings[0]?.changes.flatMap(({ statement }) => [statement?.Resource ?? []].flat());
    expect(resources).toEqual(
      expect.arrayContaining([
        `arn:aws:s3:::states/env:/dev/${STATE_KEY}`,
        `arn:aws:s3:::states/env:/team-*/${STATE_KEY}`,
        `arn:aws:s3:::states/env:/team-*/${STATE_KEY}.tflock`,
        'arn:aws:dynamodb:eu-central-1:222222222222:table/locks',
      ]),
    );
    const added = changed[0]?.policy ?? NONE;
    expect(withRole({ ...good.role, Statement: [...good.role.Statement, ...added.Statement] }).outcome).toBe('works');
  });

  it('needs the list where there are workspaces', () => {
    const Statement = policies.role.Statement.filter(({ Sid }) => !Sid?.startsWith('TerraformListsStates'));

    expect(withRole({ ...policies.role, Statement }).outcome).toBe('broken');
  });
});

describe('the diagnosis of a state that is only read', () => {
  const { state } = factsOf();
  const readOnly: TerraformState = { ...settings, keys: ['net/vpc.tfstate'] };
  const needed = statePolicies({ ...readOnly, roleArn, isReadOnly: true });
  const others = (bucket: PolicyDocument): readonly StateFacts[] =>
    state === undefined
      ? []
      : [
          {
            ...state,
            settings: readOnly,
            isReadOnly: true,
            bucket: { ...state.bucket, policy: seen(bucket) },
            objects: { 'net/vpc.tfstate': { object: seen({ kmsKey: KEY, hasBucketKey: false }) } },
          },
        ];
  const roles = { [roleArn]: aRole(good.role, needed.role) };

  it('needs to read and decrypt it, and nothing more', () => {
    const { outcome, steps } = diagnose({}, { readOnly: others(needed.bucket), roles });

    expect(outcome).toBe('works');
    expect(steps.filter(({ what }) => what.includes('net/vpc')).map(({ action }) => action)).toEqual([
      's3:GetObject',
      'kms:Decrypt',
    ]);
  });

  it('finds its bucket in another region, and names its place in the catalog', () => {
    const far = others(needed.bucket).map((one) => ({ ...one, bucket: { ...one.bucket, region: seen('eu-west-1') } }));

    const { findings } = diagnose({}, { readOnly: far, roles });

    expect(findings[0]).toMatchObject({
      code: 'state_region',
      fix: expect.stringContaining('Set bundles.terraform-prod.terraform.readOnly.0.region: eu-west-1'),
      changes: [{ document: 'catalog', target: 'bundles.terraform-prod.terraform.readOnly.0.region' }],
    });
  });

  it('finds that the bucket of others does not admit the role', () => {
    const { findings } = diagnose({}, { readOnly: others(NONE), roles });

    expect(findings.map(({ code, severity }) => [code, severity])).toEqual([['state_bucket_lacks', 'error']]);
    expect(findings[0]?.changes.map(({ statement }) => statement?.Action)).toEqual(['s3:ListBucket', 's3:GetObject']);
  });
});
