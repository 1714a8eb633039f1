import { accountOf } from '../../names.ts';
import { accountOfKey } from '../state-policies.ts';
import type { StateFacts } from './facts.ts';

/**
 * Whether the catalog names a key that AWS manages in another account than that of the role. Its policy admits its own account only,
 * and cannot be changed. Source: AWS, KMS Developer Guide, "AWS managed keys".
 */
export const isNamedKeyFixed = ({ keys, settings: { kmsKey }, roleArn }: StateFacts): boolean => {
  const description = kmsKey === undefined ? undefined : keys[kmsKey]?.description;
  const isManaged = description?.kind === 'seen' && description.value.isAwsManaged;
  return isManaged && kmsKey !== undefined && accountOfKey(kmsKey) !== accountOf(roleArn);
};
