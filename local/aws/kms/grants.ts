import { callerArn } from '../auth/caller.ts';
import { AwsError, notImplementedHere } from '../errors.ts';
import { newUuid } from '../world/ids.ts';
import type { KmsGrantState } from '../world/state.ts';
import { namedKey, requireNotPendingDeletion } from './keys.ts';
import { type KmsCall, type KmsOperation, requiredText, textOf } from './kms-call.ts';
import { requireOnKey } from './permission.ts';

/** The operations of symmetric keys that a grant can allow. Source: AWS, KMS API Reference, CreateGrant. */
const OPERATIONS = [
  'Decrypt',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
  'DescribeKey',
];

const isPairs = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' && value !== null && Object.values(value).every((one) => typeof one === 'string');

const constraintsOf = ({ body }: KmsCall): KmsGrantState['constraints'] => {
  const given = (body['Constraints'] ?? {}) as Readonly<Record<string, unknown>>;
  for (const [name, value] of Object.entries(given)) {
    if (name !== 'EncryptionContextEquals' && name !== 'EncryptionContextSubset')
      throw notImplementedHere(`the grant constraint ${name}`);
    if (!isPairs(value)) throw new AwsError('ValidationException', `${name} must be a map of strings`);
  }
  return given as KmsGrantState['constraints'];
};

const createGrant: KmsOperation = (call) => {
  const owned = namedKey(call, requiredText(call, 'KeyId'));
  requireOnKey(call, owned, { action: 'kms:CreateGrant' });
  requireNotPendingDeletion(owned);
  const { Operations } = call.body;
  if (!Array.isArray(Operations) || Operations.length === 0)
    throw new AwsError(
      'ValidationException',
      "Value at 'operations' failed to satisfy constraint: Member must not be empty",
    );
  const unknown = Operations.find((one) => !OPERATIONS.includes(one));
  if (unknown !== undefined) throw notImplementedHere(`grants for ${unknown}`);
  if (call.body['RetiringPrincipal'] !== undefined) throw notImplementedHere('RetiringPrincipal');
  const name = textOf(call, 'Name');
  const grant: KmsGrantState = {
    id: newUuid().replaceAll('-', ''),
    grantee: requiredText(call, 'GranteePrincipal'),
    operations: Operations,
    constraints: constraintsOf(call),
    issuedBy: callerArn(call.caller),
    createdAt: call.facts.now.toISOString(),
    ...(name === undefined ? {} : { name }),
  };
  owned.key.grants = [...(owned.key.grants ?? []), grant];
  return { GrantId: grant.id, GrantToken: '' };
};

/** Source: AWS, KMS API Reference, ListGrants: it can be used across accounts. */
const listGrants: KmsOperation = (call) => {
  const owned = namedKey(call, requiredText(call, 'KeyId'));
  requireOnKey(call, owned, { action: 'kms:ListGrants' });
  const grantee = textOf(call, 'GranteePrincipal');
  const grants = (owned.key.grants ?? []).filter((one) => grantee === undefined || one.grantee === grantee);
  return {
    Grants: grants.map(({ id, name, operations, constraints, issuedBy, createdAt, grantee: to }) => ({
      KeyId: owned.arn,
      GrantId: id,
      Name: name ?? '',
      CreationDate: Date.parse(createdAt) / 1000,
      GranteePrincipal: to,
      IssuingAccount: issuedBy,
      Operations: operations,
      ...(Object.keys(constraints).length === 0 ? {} : { Constraints: constraints }),
    })),
    Truncated: false,
  };
};

const revokeGrant: KmsOperation = (call) => {
  const owned = namedKey(call, requiredText(call, 'KeyId'));
  requireOnKey(call, owned, { action: 'kms:RevokeGrant' });
  const id = requiredText(call, 'GrantId');
  const left = (owned.key.grants ?? []).filter((one) => one.id !== id);
  if (left.length === (owned.key.grants ?? []).length)
    throw new AwsError('NotFoundException', `Grant ID ${id} not found`);
  owned.key.grants = left;
  return {};
};

/** Grants are allowances of a key for one principal. */
export const grantOperations: Readonly<Record<string, KmsOperation>> = {
  CreateGrant: createGrant,
  ListGrants: listGrants,
  RevokeGrant: revokeGrant,
};
