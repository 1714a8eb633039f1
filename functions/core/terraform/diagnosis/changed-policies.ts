import { POLICY_VERSION, type PolicyDocument, type Statement } from '../../trust/documents.ts';
import { ADDED_POLICY, type Change, type ChangedDocument, placeKey } from './changes.ts';

/** A whole policy with every change of the diagnosis in it. */
export interface ChangedPolicy {
  readonly document: ChangedDocument;
  readonly account: string;
  readonly target: string;
  readonly policyName?: string;
  readonly policy: PolicyDocument;
  /** The AWS CLI command that stores it. */
  readonly command: readonly string[];
}

const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

const commandFor = (
  { document, target, policyName = ADDED_POLICY }: Change,
  policy: PolicyDocument,
): readonly string[] => {
  const text = JSON.stringify(policy);
  switch (document) {
    case 'role-policy':
      return [
        'aws',
        'iam',
        'put-role-policy',
        '--role-name',
        nameOf(target),
        '--policy-name',
        policyName,
        '--policy-document',
        text,
      ];
    case 'user-policy':
      return [
        'aws',
        'iam',
        'put-user-policy',
        '--user-name',
        nameOf(target),
        '--policy-name',
        policyName,
        '--policy-document',
        text,
      ];
    case 'managed-policy':
    case 'permissions-boundary':
      return [
        'aws',
        'iam',
        'create-policy-version',
        '--policy-arn',
        target,
        '--set-as-default',
        '--policy-document',
        text,
      ];
    case 'service-control-policy':
    case 'resource-control-policy':
      return ['aws', 'organizations', 'update-policy', '--policy-id', target, '--content', text];
    case 'bucket-policy':
      return ['aws', 's3api', 'put-bucket-policy', '--bucket', target, '--policy', text];
    case 'key-policy':
      return [
        ...['aws', 'kms', 'put-key-policy', '--key-id', target, '--region', target.split(':')[3] ?? ''],
        ...['--policy-name', 'default', '--policy', text],
      ];
    case 'trust-policy':
      return ['aws', 'iam', 'update-assume-role-policy', '--role-name', nameOf(target), '--policy-document', text];
    case 'ownership-controls':
    case 'object-encryption':
    case 'key-state':
    case 'catalog':
      return [];
    default:
      return document satisfies never;
  }
};

/** A statement with a Sid that the document does not have, since IAM refuses a policy with two of the same. */
const withFreeSid = (statement: Statement, taken: readonly Statement[]): Statement => {
  const { Sid } = statement;
  if (Sid === undefined) return statement;
  const sids = new Set(taken.map((one) => one.Sid));
  let free = Sid;
  for (let number = 2; sids.has(free); number += 1) free = `${Sid}${number}`;
  return { ...statement, Sid: free };
};

const apply = (deployed: PolicyDocument, changes: readonly Change[]): PolicyDocument => {
  const kept = deployed.Statement.flatMap((statement, index): readonly Statement[] => {
    const change = changes.find((one) => one.index === index);
    if (change === undefined) return [statement];
    return change.kind === 'replace' && change.statement !== undefined ? [change.statement] : [];
  });
  const added = changes.flatMap(({ kind, statement }) =>
    kind === 'add' && statement !== undefined ? [statement] : [],
  );
  const all: Statement[] = [...kept];
  for (const one of added) all.push(withFreeSid(one, all));
  return { Version: POLICY_VERSION, ...deployed, Statement: all };
};

/** The changed policies, whole. `deployed`: by `placeKey`. */
export const changedPolicies = (
  changes: readonly Change[],
  deployed: ReadonlyMap<string, PolicyDocument>,
): readonly ChangedPolicy[] => {
  const ofPolicies = changes.filter(({ statement, was }) => statement !== undefined || was !== undefined);
  return [...Map.groupBy(ofPolicies, placeKey)].flatMap(([key, own]) => {
    const [first] = own;
    if (first === undefined) return [];
    const { document, account, target, policyName } = first;
    const policy = apply(deployed.get(key) ?? { Version: POLICY_VERSION, Statement: [] }, own);
    const place = { document, account, target, ...(policyName === undefined ? {} : { policyName }) };
    return [{ ...place, policy, command: commandFor(first, policy) }];
  });
};
