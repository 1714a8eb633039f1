import { describe, expect, it } from 'vitest';
import type { PolicyDocument, Statement } from '../../../../functions/core/trust/documents.ts';
import { aKey, aRole, diagnose, factsOf, KEY, NONE, roleArn, STATE_KEY, seen } from './a-facts.ts';

type Missing = 'missing' | 'seen';

/** A diagnosis with these three policies. Without an object, the first apply creates the state. */
const withPolicies = (role: PolicyDocument, bucket: PolicyDocument, key: PolicyDocument, object: Missing) =>
  diagnose(
    {
      keys: { [KEY]: aKey({ policy: seen(key) }) },
      ...(object === 'missing' ? { objects: { [STATE_KEY]: { object: { kind: 'missing' } } } } : {}),
    },
    { roles: { [roleArn]: aRole(role) } },
    { policy: seen(bucket) },
  );

const printed = (object: Missing) => {
  const { policies } = withPolicies(NONE, NONE, NONE, object);
  const of = (document: string): PolicyDocument => policies.find((one) => one.document === document)?.policy ?? NONE;
  return [of('role-policy'), of('bucket-policy'), of('key-policy')] as const;
};

/** Every document with one action or resource less, or a statement less. */
const weakened = (document: PolicyDocument): readonly PolicyDocument[] =>
  document.Statement.flatMap((statement, at) => {
    const put = (changed: readonly Statement[]): PolicyDocument => ({
      ...document,
      Statement: document.Statement.flatMap((one, index) => (index === at ? changed : [one])),
    });
    const less = (member: 'Action' | 'Resource'): readonly PolicyDocument[] => {
      const values = [statement[member] ?? []].flat();
      return values.length < 2
        ? []
        : values.map((value) => put([{ ...statement, [member]: values.filter((one) => one !== value) }]));
    };
    return [put([]), ...less('Action'), ...less('Resource')];
  });

describe('the statements that the diagnosis prints', () => {
  it.each(['seen', 'missing'] as const)('make Terraform work where nothing was allowed (object %s)', (object) => {
    expect(withPolicies(NONE, NONE, NONE, object).outcome).toBe('broken');
    expect(withPolicies(...printed(object), object)).toMatchObject({ outcome: 'works', findings: [] });
  });

  it.each(['seen', 'missing'] as const)('allow nothing that Terraform does not need (object %s)', (object) => {
    const documents = printed(object);

    const rest = documents.flatMap((document, at) =>
      weakened(document).map((less) => {
        const [role = NONE, bucket = NONE, key = NONE] = documents.map((one, index) => (index === at ? less : one));
        return withPolicies(role, bucket, key, object).findings.length;
      }),
    );

    expect(rest.length).toBeGreaterThan(20);
    expect(rest).not.toContain(0);
  });

  it('limit the list to what Terraform lists, and the role by its ARN in policies of others', () => {
    const [role, bucket] = printed('seen');

    expect(role.Statement[0]?.Condition).toEqual({ StringEquals: { 's3:prefix': 'env:/' } });
    expect(bucket.Statement.every(({ Condition }) => Condition?.['ArnEquals']?.['aws:PrincipalArn'] === roleArn)).toBe(
      true,
    );
  });

  it('get a Sid that the document does not have yet', () => {
    const own = { Sid: 'TerraformListsStates', Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' };
    const bucket = { ...NONE, Statement: [{ ...own, Principal: '*', Action: 's3:GetBucketTagging' }] };

    const { policies } = diagnose({}, {}, { policy: seen(bucket) });

    const sids = policies[0]?.policy.Statement.map(({ Sid }) => Sid);
    expect(sids?.slice(0, 2)).toEqual(['TerraformListsStates', 'TerraformListsStates2']);
    expect(factsOf().bundle).toBe('terraform-prod');
  });
});
