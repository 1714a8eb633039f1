import type { RoleArn } from '../../names.ts';
import type { Side } from '../../policy/verdict.ts';
import type { TerraformCall } from './calls.ts';
import { ADDED_POLICY, type Change, placeOf } from './changes.ts';
import { admitting, statementsFor } from './statements.ts';

/** The account and the document that a missing statement belongs to. */
export const targetOf = (side: Side, level: number, { decidable }: TerraformCall) => {
  const { caller, resource } = decidable?.request ?? {};
  if (decidable === undefined || caller === undefined || resource === undefined) return undefined;
  const inAccount = { account: caller.accountId };
  if (side === 'identity') {
    const kind = caller.kind === 'user' ? 'user-policy' : 'role-policy';
    return { ...inAccount, document: kind, target: caller.arn, policyName: ADDED_POLICY } as const;
  }
  const [policy] = side === 'boundary' ? (decidable.boundary?.policies ?? []) : (decidable.scp[level]?.policies ?? []);
  if (side === 'boundary' || side === 'scp') return policy && placeOf(policy.source);
  if (resource.includes(':kms:'))
    return { account: decidable.resourceAccount, document: 'key-policy', target: resource } as const;
  const bucket = resource.split(':::')[1]?.split('/')[0] ?? '';
  return { account: decidable.resourceAccount, document: 'bucket-policy', target: bucket } as const;
};

/** The changes that add what one side lacks. */
export const additions = (
  side: Side,
  level: number,
  calls: readonly TerraformCall[],
  roleArn: RoleArn,
): readonly Change[] => {
  const [first] = calls;
  const place = first && targetOf(side, level, first);
  if (place === undefined) return [];
  const isResource = side === 'resource';
  const plain = statementsFor(calls, { isOfKey: place.document === 'key-policy' });
  const statements = isResource ? admitting(plain, roleArn) : plain;
  return statements.map((statement) => ({ ...place, kind: 'add', statement }));
};
