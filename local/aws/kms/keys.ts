import { randomBytes } from 'node:crypto';
import type { Call } from '../call.ts';
import { AwsError } from '../errors.ts';
import type { PolicyDocument } from '../policy/document.ts';
import { newUuid } from '../world/ids.ts';
import { partitionOfRegion } from '../world/partition.ts';
import type { AccountState, KmsKeyState, WorldState } from '../world/state.ts';

/** A key, its ARN and the account that owns it. */
export interface OwnedKey {
  readonly arn: string;
  readonly owner: AccountState;
  readonly key: KmsKeyState;
  /** The alias that the request named. */
  readonly alias?: string;
}

const notFound = (message: string): AwsError => new AwsError('NotFoundException', message);

/** Source: AWS, KMS Developer Guide, "Default key policy", for keys that are created programmatically. */
export const defaultKeyPolicy = (partition: string, accountId: string): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'Enable IAM User Permissions',
      Effect: 'Allow',
      Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
  ],
});

/** Key material: 256 bits, as in a key with the spec SYMMETRIC_DEFAULT. */
export const newKeyMaterial = (): string => randomBytes(32).toString('base64');

/** A key ARN or alias ARN in the region of the request. */
export const arnHere = ({ facts: { region } }: Call, accountId: string, resource: string): string =>
  `arn:${partitionOfRegion(region)}:kms:${region}:${accountId}:${resource}`;

/** The ARN of a new key in the account and region of the caller. */
export const newKeyArn = (call: Call): string => arnHere(call, call.caller.account.id, `key/${newUuid()}`);

export const idOfKey = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** A key by its ARN; undefined if there is none. */
export const keyByArn = ({ accounts }: WorldState, arn: string): OwnedKey | undefined => {
  const accountId = arn.split(':')[4] ?? '';
  const owner = Object.hasOwn(accounts, accountId) ? accounts[accountId] : undefined;
  const key = owner && Object.hasOwn(owner.kmsKeys, arn) ? owner.kmsKeys[arn] : undefined;
  return owner && key && { arn, owner, key };
};

/** The ARN of the key that an alias ARN refers to. */
export const targetOfAlias = ({ accounts }: WorldState, aliasArn: string): string | undefined =>
  accounts[aliasArn.split(':')[4] ?? '']?.kmsAliases?.[aliasArn];

/**
 * The key that a KeyId names: a key ID or alias name of the caller's account, or a key ARN or alias ARN. Keys of other regions are
 * not found. Source: AWS, KMS Developer Guide, "Key identifiers (KeyId)"; the messages are known from public reports.
 */
export const namedKey = (call: Call, keyId: string): OwnedKey => {
  const { state } = call.store;
  const isArn = keyId.startsWith('arn:');
  const region = keyId.split(':')[3] ?? '';
  if (isArn && region !== call.facts.region) throw notFound(`Invalid arn ${region}`);
  const resource = keyId.startsWith('alias/') ? keyId : `key/${keyId}`;
  const arn = isArn ? keyId : arnHere(call, call.caller.account.id, resource);
  if (!/:alias\//.test(arn)) {
    const found = keyByArn(state, arn);
    if (!found) throw notFound(`Key '${arn}' does not exist`);
    return found;
  }
  const found = keyByArn(state, targetOfAlias(state, arn) ?? '');
  if (!found) throw notFound(`Alias ${arn} is not found.`);
  return { ...found, alias: arn.slice(arn.indexOf(':alias/') + 1) };
};

/** Throws unless the key is enabled. Source: AWS, KMS Developer Guide, "Key states of AWS KMS keys". */
export const requireEnabled = ({ arn, key }: OwnedKey): void => {
  if (key.status === 'Disabled') throw new AwsError('DisabledException', `${arn} is disabled.`);
  requireNotPendingDeletion({ arn, key });
};

/** Throws KMSInvalidStateException for a key that waits for its deletion. */
export const requireNotPendingDeletion = ({ arn, key }: Pick<OwnedKey, 'arn' | 'key'>): void => {
  if (key.status === 'PendingDeletion') {
    throw new AwsError('KMSInvalidStateException', `${arn} is pending deletion.`);
  }
};
