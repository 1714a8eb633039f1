import { explain } from '@assume-bot/local-aws/policy/decide';
import type { PolicyDocument } from '@assume-bot/local-aws/policy/document';
import { describe, expect, it } from 'vitest';
import { type StatePolicies, statePolicies } from '../../functions/core/terraform/state-policies.ts';
import type { PolicyDocument as Printed, Statement } from '../../functions/core/trust/documents.ts';
import {
  aKey,
  aRole,
  diagnose,
  KEY,
  NONE,
  OWN,
  roleArn,
  STATE,
  STATE_KEY,
  seen,
  settings,
} from '../core/terraform/diagnosis/a-facts.ts';

const SIDES = ['role', 'bucket', 'key'] as const;
type Side = (typeof SIDES)[number];
type Documents = Readonly<Record<Side, Printed>>;

const BUCKET = `arn:aws:s3:::${settings.bucket}`;
const OBJECTS = [STATE_KEY, `${STATE_KEY}.tflock`, `env:/dev/${STATE_KEY}`, `env:/dev/${STATE_KEY}.tflock`, 'other'];

/** What the policies are asked: every action that they name, on what Terraform uses and on more. */
const QUESTIONS = [
  ...[undefined, 'env:/', STATE_KEY, 'other/'].map((prefix) => ({
    action: 's3:ListBucket',
    resource: BUCKET,
    context: prefix === undefined ? {} : { 's3:prefix': prefix },
  })),
  ...['s3:GetObject', 's3:PutObject', 's3:DeleteObject'].flatMap((action) =>
    OBJECTS.map((key) => ({ action, resource: `${BUCKET}/${key}`, context: {} })),
  ),
  ...['kms:Decrypt', 'kms:GenerateDataKey'].flatMap((action) =>
    [{ 'kms:ViaService': 's3.eu-central-1.amazonaws.com' }, {}].map((context) => ({ action, resource: KEY, context })),
  ),
];
const ROLES = [roleArn, `arn:aws:iam::${OWN}:role/other`];

const open: Printed = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
};

/** What these policies allow, by role. Only one side is printed; the others are open. */
const allowed = (side: Side, document: Printed): ReadonlySet<string> => {
  const of = (own: Side): PolicyDocument => (own === side ? document : open) as unknown as PolicyDocument;
  const admits = (role: string, { action, resource, context }: (typeof QUESTIONS)[number]): boolean => {
    const isOfKey = action.startsWith('kms:');
    const { decision } = explain({
      principal: {
        arn: role.replace(':iam:', ':sts:').replace(':role', ':assumed-role'),
        accountId: OWN,
        roleArn: role,
      },
      action,
      resource,
      resourceAccount: STATE,
      context: { ...context, 'aws:PrincipalArn': role },
      identityPolicies: [of('role')],
      resourcePolicy: of(isOfKey ? 'key' : 'bucket'),
      resourcePolicyIsRequired: isOfKey,
    });
    return decision === 'Allowed';
  };
  const asked = ROLES.flatMap((role) => QUESTIONS.map((question) => ({ role, question })));
  return new Set(asked.filter(({ role, question }) => admits(role, question)).map((one) => JSON.stringify(one)));
};

/** The document without one condition key of one statement, for each of them. */
const withoutEach = (printed: Printed) =>
  printed.Statement.flatMap((statement, at) =>
    Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
      Object.keys(keys).map((key) => {
        const { [key]: _, ...rest } = keys;
        const { Condition: __, ...bare } = statement;
        const Condition = { ...statement.Condition, [operator]: rest };
        const less: Statement = { ...bare, Condition };
        const document: Printed = {
          ...printed,
          Statement: printed.Statement.map((one, index) => (index === at ? less : one)),
        };
        return { name: `${operator} ${key} of ${statement.Sid}`, document };
      }),
    ),
  );

/** The conditions that limit nothing. */
const needless = (documents: Documents): readonly string[] =>
  SIDES.flatMap((side) => {
    const before = allowed(side, documents[side]);
    return withoutEach(documents[side])
      .filter(({ document }) => allowed(side, document).isSubsetOf(before))
      .map(({ name }) => `${name} (${side})`);
  });

const ofState = (policies: StatePolicies): Documents => ({ ...policies, key: policies.key ?? NONE });

/** What the diagnosis prints where nothing was allowed. */
const ofDiagnosis = (object: 'missing' | 'seen'): Documents => {
  const { policies } = diagnose(
    {
      keys: { [KEY]: aKey({ policy: seen(NONE) }) },
      ...(object === 'missing' ? { objects: { [STATE_KEY]: { object: { kind: 'missing' } } } } : {}),
    },
    { roles: { [roleArn]: aRole(NONE) } },
    { policy: seen(NONE) },
  );
  const of = (kind: string): Printed => policies.find(({ document }) => document === kind)?.policy ?? NONE;
  return { role: of('role-policy'), bucket: of('bucket-policy'), key: of('key-policy') };
};

const access = { ...settings, roleArn };
const PRINTED: readonly (readonly [string, Documents, number])[] = [
  ['state-policy for a state', ofState(statePolicies(access)), 8],
  ['state-policy for workspaces', ofState(statePolicies({ ...access, workspaces: ['dev'] })), 9],
  ['state-policy for a state of others', ofState(statePolicies({ ...access, isReadOnly: true })), 7],
  ['diagnose, with a state', ofDiagnosis('seen'), 8],
  ['diagnose, before the first apply', ofDiagnosis('missing'), 8],
];

describe('the conditions that are printed', () => {
  it.each(PRINTED)('by %s limit who is admitted, or to what: each of them', (_, documents, conditions) => {
    expect(SIDES.flatMap((side) => withoutEach(documents[side])).length).toBeGreaterThanOrEqual(conditions);
    expect(needless(documents)).toEqual([]);
  });

  it('would be found if they limited nothing', () => {
    const { role, ...rest } = ofState(statePolicies(access));
    const Statement = role.Statement.map((one) => ({
      ...one,
      Condition: { StringLikeIfExists: { 's3:prefix': '*' } },
    }));

    expect(needless({ ...rest, role: { ...role, Statement } })).toHaveLength(Statement.length);
  });
});
