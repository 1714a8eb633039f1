import type { TerraformState } from '../catalog/catalog.ts';
import { accountOf, partitionOf, type RoleArn } from '../names.ts';
import { lockOf } from '../terraform/state-policies.ts';
import type { PolicyDocument, Statement } from '../trust/documents.ts';
import { awsPrincipals, concerns } from '../trust/policy-match.ts';
import { conditionsHold, type KnownContext } from './conditions.ts';
import type { NamedPolicy, NotSeen } from './facts.ts';
import { type Finding, findingsAbout } from './finding.ts';

/** What was read, or why it could not be. */
export type Seen<Value> = { readonly kind: 'seen'; readonly value: Value } | NotSeen;

/** A remote state as the operator's own credentials see it. */
export interface StateFacts {
  readonly bundle: string;
  readonly state: TerraformState;
  readonly roleArn: RoleArn;
  /** What the role's own policies say. */
  readonly role: Seen<readonly NamedPolicy[]> | { readonly kind: 'missing' };
  /** The policy of the bucket; none at all is seen as undefined. */
  readonly bucketPolicy: Seen<PolicyDocument | undefined> | { readonly kind: 'missing' };
  /** Such as BucketOwnerEnforced; undefined where nothing was ever set. */
  readonly ownership: Seen<string | undefined>;
  /** The KMS key by which the bucket encrypts; undefined for the keys of S3 itself. */
  readonly encryption: Seen<string | undefined>;
  /** Only where the catalog names a key. */
  readonly keyPolicy?: Seen<PolicyDocument>;
}

/** One call of the backend. */
export interface Need {
  readonly what: string;
  readonly code: string;
  readonly action: string;
  readonly resource: string;
  readonly prefix?: string;
}

/** What the backend does with each of its states. */
export const needsOf = ({ state: { bucket, keys }, roleArn }: StateFacts): readonly Need[] => {
  const bucketArn = `arn:${partitionOf(roleArn)}:s3:::${bucket}`;
  return keys.flatMap((key) => {
    const object = `${bucketArn}/${key}`;
    const lock = `${bucketArn}/${lockOf(key)}`;
    return [
      { what: 'list the bucket', code: 'list', action: 's3:ListBucket', resource: bucketArn, prefix: key },
      { what: `read ${key}`, code: 'read', action: 's3:GetObject', resource: object },
      { what: `write ${key}`, code: 'write', action: 's3:PutObject', resource: object },
      ...['s3:GetObject', 's3:PutObject', 's3:DeleteObject'].map((action) => ({
        what: `lock ${key}`,
        code: 'lock',
        action,
        resource: lock,
      })),
    ];
  });
};

type Evaluation = 'allowed' | 'denied' | 'perhaps' | 'no';

const judge = (statements: readonly Statement[], { action, resource }: Need, context: KnownContext): Evaluation => {
  const about = statements.filter((statement) => concerns(statement, action, resource));
  const holding = (effect: string) =>
    about.filter(({ Effect }) => Effect === effect).map((statement) => conditionsHold(statement, context));
  // A denial that depends on the session or the time, such as our own guard, is none for everybody.
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

/** The statements of a resource's policy that speak of the role, by its ARN, its account or everybody. */
export const aboutRole = (document: PolicyDocument | undefined, roleArn: RoleArn): readonly Statement[] =>
  (document?.Statement ?? []).filter((statement) =>
    awsPrincipals(statement).some((one) =>
      ['*', roleArn, `arn:${partitionOf(roleArn)}:iam::${accountOf(roleArn)}:root`].includes(one),
    ),
  );

const distinct = (needs: readonly Need[]): string => [...new Set(needs.map(({ what }) => what))].join(', ');

/** The statements that allow these calls, ready to be pasted. */
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
}

/** The calls of Terraform that one side does not permit. With `mustAllow` it must allow them, otherwise only not deny them. */
export const examineSide = (
  facts: StateFacts,
  needs: readonly Need[],
  side: Side,
  mustAllow: boolean,
): readonly Finding[] => {
  const { add, found } = findingsAbout(`state of ${facts.bundle}`);
  const evaluations = needs.map((need) => ({
    need,
    evaluation: judge(side.statements, need, contextOf(facts.roleArn, need.prefix)),
  }));
  const those = (evaluation: Evaluation) =>
    evaluations.filter((one) => one.evaluation === evaluation).map(({ need }) => need);
  const valuesOf = (some: readonly Need[]) => ({
    where: side.where,
    uses: distinct(some),
    addTo: side.addTo,
    actions: [...new Set(some.map(({ action }) => action))].join(', '),
    statements: statementsFor(side.wanted, some),
    arn: facts.roleArn,
  });
  const [denied, missing, perhaps] = [those('denied'), mustAllow ? those('no') : [], mustAllow ? those('perhaps') : []];
  const codes = [...new Set(missing.map(({ code }) => code))].join('_');
  if (denied.length > 0) add('state_denies', valuesOf(denied), `state_${side.code}_denies`);
  if (missing.length > 0) add('state_lacks', valuesOf(missing), `state_${side.code}_lacks_${codes}`);
  if (perhaps.length > 0) add('state_conditional', valuesOf(perhaps), `state_${side.code}_conditional`);
  return found;
};

/** What S3 does with the key in the role's name. */
export const keyNeeds = (kmsKey: string): readonly Need[] =>
  ['kms:Decrypt', 'kms:GenerateDataKey'].map((action) => ({
    what: 'use the key',
    code: 'key',
    action,
    resource: kmsKey,
  }));
