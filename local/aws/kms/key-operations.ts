import { requireAllowedBy } from '../auth/refusal.ts';
import { AwsError } from '../errors.ts';
import { partitionOfRegion } from '../world/partition.ts';
import type { KmsKeyState } from '../world/state.ts';
import { readKeyPolicy, requireNoLockout } from './key-policies.ts';
import {
  arnHere,
  defaultKeyPolicy,
  idOfKey,
  namedKey,
  newKeyArn,
  newKeyMaterial,
  type OwnedKey,
  requireEnabled,
  requireNotPendingDeletion,
} from './keys.ts';
import { type KmsCall, type KmsOperation, requiredText, textOf } from './kms-call.ts';
import { managedKey } from './own-key.ts';
import { requireOnKey } from './permission.ts';

const seconds = (at: string | undefined): number | undefined => (at === undefined ? undefined : Date.parse(at) / 1000);

/** Source: AWS, KMS API Reference, KeyMetadata. */
const metadataOf = ({ arn, owner, key }: OwnedKey): object => ({
  AWSAccountId: owner.id,
  KeyId: idOfKey(arn),
  Arn: arn,
  CreationDate: seconds(key.createdAt ?? owner.createdAt),
  Enabled: (key.status ?? 'Enabled') === 'Enabled',
  Description: key.description ?? '',
  KeyUsage: 'ENCRYPT_DECRYPT',
  KeyState: key.status ?? 'Enabled',
  DeletionDate: seconds(key.deletionAt),
  Origin: 'AWS_KMS',
  KeyManager: key.manager ?? 'CUSTOMER',
  CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
  KeySpec: 'SYMMETRIC_DEFAULT',
  EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
  MultiRegion: false,
});

const requireInAccount = (call: KmsCall): void => {
  const action = `kms:${call.operation}`;
  requireAllowedBy(call.explain({ action, resource: '*' }), call.caller, action, '*');
};

const createKey: KmsOperation = (call) => {
  requireInAccount(call);
  if (call.body['Tags'] !== undefined && !Array.isArray(call.body['Tags'])) {
    throw new AwsError('TagException', 'Tags must be a list');
  }
  const { account } = call.caller;
  const given = textOf(call, 'Policy');
  const key: KmsKeyState = {
    policy:
      given === undefined
        ? defaultKeyPolicy(partitionOfRegion(call.facts.region), account.id)
        : readKeyPolicy(call, given),
    material: newKeyMaterial(),
    createdAt: call.facts.now.toISOString(),
    status: 'Enabled',
    description: textOf(call, 'Description') ?? '',
    tags: (call.body['Tags'] ?? []) as readonly { TagKey: string; TagValue: string }[],
  };
  const owned: OwnedKey = { arn: newKeyArn(call), owner: account, key };
  requireNoLockout(call, owned, key.policy);
  account.kmsKeys[owned.arn] = key;
  return { KeyMetadata: metadataOf(owned) };
};

/** Source: AWS, KMS API Reference, DescribeKey: it can be used across accounts. */
const describeKey: KmsOperation = (call) => {
  const key = namedKey(call, requiredText(call, 'KeyId'));
  requireOnKey(call, key, { action: 'kms:DescribeKey' });
  return { KeyMetadata: metadataOf(key) };
};

const listKeys: KmsOperation = (call) => {
  requireInAccount(call);
  const here = arnHere(call, call.caller.account.id, 'key/');
  const arns = Object.keys(call.caller.account.kmsKeys).filter((arn) => arn.startsWith(here));
  return { Keys: arns.map((arn) => ({ KeyId: idOfKey(arn), KeyArn: arn })), Truncated: false };
};

const setEnabled: KmsOperation = (call) => {
  const owned = managedKey(call);
  requireNotPendingDeletion(owned);
  owned.key.status = call.operation === 'EnableKey' ? 'Enabled' : 'Disabled';
  return {};
};

/** The key stays pending: the local AWS deletes no key. Source: AWS, KMS API Reference, ScheduleKeyDeletion: 7 to 30 days. */
const scheduleDeletion: KmsOperation = (call) => {
  const owned = managedKey(call);
  requireNotPendingDeletion(owned);
  const days = Number(call.body['PendingWindowInDays'] ?? 30);
  if (!(days >= 7 && days <= 30)) throw new AwsError('ValidationException', 'PendingWindowInDays must be 7 to 30.');
  const deletionAt = new Date(call.facts.now.getTime() + days * 86_400_000).toISOString();
  Object.assign(owned.key, { status: 'PendingDeletion', deletionAt });
  return {
    KeyId: owned.arn,
    DeletionDate: seconds(deletionAt),
    KeyState: 'PendingDeletion',
    PendingWindowInDays: days,
  };
};

/** Source: AWS, KMS API Reference, CancelKeyDeletion: the key is disabled afterwards. */
const cancelDeletion: KmsOperation = (call) => {
  const owned = managedKey(call);
  if (owned.key.status !== 'PendingDeletion') {
    throw new AwsError('KMSInvalidStateException', `${owned.arn} is not pending deletion.`);
  }
  owned.key.status = 'Disabled';
  delete owned.key.deletionAt;
  return { KeyId: owned.arn };
};

const setRotation: KmsOperation = (call) => {
  const owned = managedKey(call);
  requireEnabled(owned);
  owned.key.rotates = call.operation === 'EnableKeyRotation';
  return {};
};

const getRotation: KmsOperation = (call) => {
  const { arn, key } = managedKey(call);
  return { KeyId: arn, KeyRotationEnabled: key.rotates ?? false };
};

const listTags: KmsOperation = (call) => ({ Tags: managedKey(call).key.tags ?? [], Truncated: false });

/** Creates, shows and disables keys. Only DescribeKey can be used across accounts. */
export const keyOperations: Readonly<Record<string, KmsOperation>> = {
  CreateKey: createKey,
  DescribeKey: describeKey,
  ListKeys: listKeys,
  EnableKey: setEnabled,
  DisableKey: setEnabled,
  ScheduleKeyDeletion: scheduleDeletion,
  CancelKeyDeletion: cancelDeletion,
  EnableKeyRotation: setRotation,
  DisableKeyRotation: setRotation,
  GetKeyRotationStatus: getRotation,
  ListResourceTags: listTags,
};
