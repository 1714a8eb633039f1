import { callText } from '../../text/terraform-calls.ts';
import { isNamedKeyFixed } from './aws-managed-key.ts';
import type { Step, TerraformCall } from './calls.ts';
import type { decidables } from './decidables.ts';
import type { StateFacts } from './facts.ts';

/** What the calls of one state are built from. */
export type Build = ReturnType<typeof decidables> & { readonly state: StateFacts; readonly bucketArn: string };

/** The uses of a key for one object; none for objects that keys of S3 encrypt. */
export const keyCalls = (
  { state, onKey, bucketArn, region }: Build,
  step: Step,
  key: string,
  uses: readonly ('kms:Decrypt' | 'kms:GenerateDataKey')[],
  { kmsKey, hasBucketKey }: { readonly kmsKey?: string | undefined; readonly hasBucketKey: boolean | 'unknown' },
): readonly TerraformCall[] => {
  if (kmsKey === undefined) return [];
  const s3Arn = hasBucketKey === 'unknown' ? undefined : hasBucketKey ? bucketArn : `${bucketArn}/${key}`;
  const facts = state.keys[kmsKey];
  const isUsable =
    kmsKey.split(':')[3] === region &&
    facts?.policy.kind !== 'missing' &&
    !(kmsKey === state.settings.kmsKey && isNamedKeyFixed(state)) &&
    !(facts?.description.kind === 'seen' && facts.description.value.state !== 'Enabled');
  return uses.map((action) => ({
    step,
    what: action === 'kms:Decrypt' ? callText.decrypt(key) : callText.encrypt(key),
    key,
    action,
    resource: kmsKey,
    ...(isUsable ? { decidable: onKey(action, kmsKey, s3Arn) } : { isBroken: true as const }),
  }));
};
