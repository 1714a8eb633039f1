import { accountOf, partitionOf, type RoleArn } from '../../names.ts';
import { oneOrMany, type Statement } from '../../trust/documents.ts';
import { onlyViaS3 } from '../via-s3.ts';
import type { TerraformCall } from './calls.ts';

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)];

const SIDS: Readonly<Record<string, string>> = {
  's3:ListBucket': 'TerraformListsStates',
  's3:GetObject': 'TerraformReadsStates',
  's3:PutObject': 'TerraformWritesStates',
  's3:DeleteObject': 'TerraformUnlocksStates',
};

const sidOf = (actions: readonly string[], resources: readonly string[]): string => {
  if (actions[0]?.startsWith('kms:')) return 'TerraformEncryptsStates';
  if (actions[0] === 'sts:AssumeRole') return 'TerraformAssumesRoles';
  if (actions[0]?.startsWith('dynamodb:')) return 'TerraformLocksInTable';
  if (actions.length === 1) return SIDS[actions[0] ?? ''] ?? 'Terraform';
  return resources.every((one) => one.endsWith('.tflock')) ? 'TerraformLocksStates' : 'TerraformReadsAndWritesStates';
};

/** Limits the use of a key to S3 in the region of the key. */
const keyCondition = (calls: readonly TerraformCall[]): Pick<Statement, 'Condition'> => {
  const [first] = calls;
  return first?.action.startsWith('kms:') ? { Condition: onlyViaS3(first.resource) } : {};
};

/** Limits a list permission to what the calls list. */
const listCondition = (calls: readonly TerraformCall[]): Pick<Statement, 'Condition'> => {
  const prefixes = distinct(calls.flatMap(({ prefix }) => prefix ?? []));
  if (prefixes.length === 0) return {};
  // IfExists: S3 checks a missing object as a list, and whether that check has a prefix is not documented (assumption E16).
  const isMissing = calls.some(({ isMissingObject }) => isMissingObject);
  const wild = prefixes.some((prefix) => prefix.includes('*')) ? 'StringLike' : 'StringEquals';
  return { Condition: { [`${wild}${isMissing ? 'IfExists' : ''}`]: { 's3:prefix': oneOrMany(prefixes) } } };
};

/** The least statements that allow these calls. `isOfKey`: for a key policy, where the resource is the key itself. */
export const statementsFor = (calls: readonly TerraformCall[], { isOfKey = false } = {}): readonly Statement[] => {
  const byResource = Map.groupBy(calls, ({ allowed, resource }) => allowed ?? resource);
  const actionsOf = (of: readonly TerraformCall[]) => distinct(of.map(({ action }) => action));
  const sameActions = Map.groupBy(byResource.entries(), ([, of]) => actionsOf(of).join());
  return [...sameActions.values()].map((entries) => {
    const all = entries.flatMap(([, of]) => of);
    const actions = actionsOf(all);
    const resources = entries.map(([resource]) => resource);
    return {
      Sid: sidOf(actions, resources),
      Effect: 'Allow',
      Action: oneOrMany(actions),
      Resource: isOfKey ? '*' : oneOrMany(resources),
      ...listCondition(all),
      ...keyCondition(all),
    };
  });
};

/**
 * The statements for a resource policy. The role is named in a condition, so that the policy still works after the role is deleted and
 * created again.
 */
export const admitting = (statements: readonly Statement[], roleArn: RoleArn): readonly Statement[] =>
  statements.map(({ Sid, Effect, Condition, ...rest }) => ({
    ...(Sid === undefined ? {} : { Sid }),
    Effect,
    Principal: { AWS: `arn:${partitionOf(roleArn)}:iam::${accountOf(roleArn)}:root` },
    ...rest,
    Condition: { ...Condition, ArnEquals: { 'aws:PrincipalArn': roleArn } },
  }));
