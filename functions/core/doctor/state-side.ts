import type { TerraformState } from '../catalog/catalog.ts';
import { accountOf, partitionOf, type RoleArn } from '../names.ts';
import { lockOf } from '../terraform/state-policies.ts';
import type { PolicyDocument, Statement } from '../trust/documents.ts';
import { awsPrincipals, concerns } from '../trust/policy-match.ts';
import { conditionsHold, type KnownContext } from './conditions.ts';
import type { NamedPolicy, NotSeen } from './facts.ts';
import { type Problems, problem } from './finding.ts';

/** A value that was read, or why it could not be read. */
export type Seen<Value> = { readonly kind: 'seen'; readonly value: Value } | NotSeen;

/** A remote state as read with the credentials of the operator. */
export interface StateFacts {
  readonly bundle: string;
  readonly state: TerraformState;
  readonly roleArn: RoleArn;
  readonly role: Seen<readonly NamedPolicy[]> | { readonly kind: 'missing' };
  /** Undefined if the bucket has no policy. */
  readonly bucketPolicy: Seen<PolicyDocument | undefined> | { readonly kind: 'missing' };
  /** Such as BucketOwnerEnforced; undefined if it was never set. */
  readonly ownership: Seen<string | undefined>;
  /** The KMS key of the bucket; undefined for keys of S3. */
  readonly encryption: Seen<string | undefined>;
  /** Absent if the catalog names no key. */
  readonly keyPolicy?: Seen<PolicyDocument>;
}

/** One API call of the Terraform backend. */
export interface Need {
  readonly what: string;
  readonly code: string;
  readonly action: string;
  readonly resource: string;
  readonly prefix?: string;
}

/** The API calls of the backend for each of its states. */
export const needsOf = ({ state: { bucket, keys }, roleArn }: StateFacts): readonly Need[] => {
  const bucketArn = `arn:${partitionOf(roleArn)}:s3:::${bucket}`;
  return keys.flatMap((key) => {
    const object = `${bucketArn}/${key}`;
    const lock = `${bucketArn}/${lockOf(key)}`;
    return [
      { what: 'list the bucket', code: 'list', action: 's3:ListBucket', resource: bucketArn, prefix: key },
      { what: `read ${key}`, code: 'read', action: 's3:GetObject', resource: object },
      { what: `write ${key}`, code: 'write', action: 's3:PutObject', resource: object },
      ...['GetObject', 'PutObject', 'DeleteObject'].map((action) => {
        return { what: `lock ${key}`, code: 'lock', action: `s3:${action}`, resource: lock };
      }),
    ];
  });
};

type Evaluation = 'allowed' | 'denied' | 'perhaps' | 'no';

const judge = (statements: readonly Statement[], { action, resource }: Need, context: KnownContext): Evaluation => {
  const about = statements.filter((statement) => concerns(statement, action, resource));
  const holding = (effect: string) =>
    about.filter(({ Effect }) => Effect === effect).map((statement) => conditionsHold(statement, context));
  // A denial with conditions, such as the session guard, does not deny every user.
  if (holding('Deny').includes('yes')) return 'denied';
  const allowed = holding('Allow');
  if (allowed.includes('yes')) return 'allowed';
  return allowed.includes('unknown') ? 'perhaps' : 'no';
};

const contextOf = (roleArn: RoleArn, prefix: string | undefined): KnownContext => ({
  'aws:principalarn': roleArn,
  'aws:principalaccount': accountOf(roleArn),
  'aws:securetransport': 'true',
  ...(prefix === undefined ? {} : { 's3:prefix': prefix }),
});

/** The statements of a resource policy whose principal is the role, its account or everyone. */
export const aboutRole = (document: PolicyDocument | undefined, roleArn: RoleArn): readonly Statement[] =>
  (document?.Statement ?? []).filter((statement) =>
    awsPrincipals(statement).some((one) =>
      ['*', roleArn, `arn:${partitionOf(roleArn)}:iam::${accountOf(roleArn)}:root`].includes(one),
    ),
  );

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)];

/** The statements that allow these calls, as JSON. */
export const statementsFor = (document: PolicyDocument | undefined, needs: readonly Need[]): string =>
  (document?.Statement ?? [])
    .filter((statement) =>
      needs.some(({ action, resource }) => concerns(statement, action, resource) || statement.Resource === '*'),
    )
    .map((statement) => JSON.stringify(statement))
    .join(', ');

/** One policy, or the policies of one principal. */
export interface Side {
  readonly code: string;
  /** Such as `the policies of the role`. */
  readonly where: string;
  readonly addTo: string;
  readonly statements: readonly Statement[];
  readonly wanted: PolicyDocument | undefined;
  /** Whether it must allow the calls of Terraform; otherwise it must only not deny them. */
  readonly mustAllow: boolean;
}

/** The calls of Terraform that one side does not permit. */
export function* examineSide({ roleArn: arn }: StateFacts, needs: readonly Need[], side: Side): Problems {
  const { code, where, addTo, statements, wanted, mustAllow } = side;
  const judged = Map.groupBy(needs, (need) => judge(statements, need, contextOf(arn, need.prefix)));
  const valuesOf = (some: readonly Need[]) => ({
    where,
    uses: distinct(some.map(({ what }) => what)).join(', '),
    addTo,
    actions: distinct(some.map(({ action }) => action)).join(', '),
    statements: statementsFor(wanted, some),
    arn,
  });
  const denied = judged.get('denied');
  if (denied !== undefined) yield problem('state_denies', valuesOf(denied), `state_${code}_denies`);
  const missing = mustAllow ? judged.get('no') : undefined;
  if (missing !== undefined) {
    const codes = distinct(missing.map((need) => need.code)).join('_');
    yield problem('state_lacks', valuesOf(missing), `state_${code}_lacks_${codes}`);
  }
  const perhaps = mustAllow ? judged.get('perhaps') : undefined;
  if (perhaps !== undefined) yield problem('state_conditional', valuesOf(perhaps), `state_${code}_conditional`);
}

/** The calls that S3 makes with the key on behalf of the role. */
export const keyNeeds = (resource: string): readonly Need[] =>
  ['kms:Decrypt', 'kms:GenerateDataKey'].map((action) => ({ what: 'use the key', code: 'key', action, resource }));
