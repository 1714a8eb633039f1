import { requireAllowedBy } from '../auth/refusal.ts';
import { AwsError } from '../errors.ts';
import { arnHere, idOfKey, namedKey, requireNotPendingDeletion, targetOfAlias } from './keys.ts';
import { type KmsCall, type KmsOperation, requiredText, textOf } from './kms-call.ts';
import { requireOwnKey } from './own-key.ts';
import { requireOnKey } from './permission.ts';

const requireOnAlias = (call: KmsCall, resource: string): void => {
  const action = `kms:${call.operation}`;
  requireAllowedBy(call.explain({ action, resource }), call.caller, action, resource);
};

const aliasArnOf = (call: KmsCall): string => {
  const name = requiredText(call, 'AliasName');
  if (!/^alias\/[a-zA-Z0-9/_-]{1,250}$/.test(name) || name.startsWith('alias/aws/')) {
    throw new AwsError(
      'InvalidAliasNameException',
      'Alias must start with the prefix "alias/" and not with alias/aws/.',
    );
  }
  return arnHere(call, call.caller.account.id, name);
};

/** Source: AWS, KMS API Reference, CreateAlias: permission for the alias in an IAM policy, and for the key in the key policy. */
const putAlias: KmsOperation = (call) => {
  const aliasArn = aliasArnOf(call);
  const { account } = call.caller;
  const present = targetOfAlias(call.store.state, aliasArn);
  const isNew = call.operation === 'CreateAlias';
  requireOnAlias(call, aliasArn);
  const key = requireOwnKey(call, namedKey(call, requiredText(call, 'TargetKeyId')));
  requireOnKey(call, key, { action: `kms:${call.operation}` });
  requireNotPendingDeletion(key);
  if (isNew && present !== undefined) {
    throw new AwsError('AlreadyExistsException', `An alias with the name ${aliasArn} already exists`);
  }
  if (!isNew && present === undefined) throw new AwsError('NotFoundException', `Alias ${aliasArn} is not found.`);
  account.kmsAliases = { ...account.kmsAliases, [aliasArn]: key.arn };
  return {};
};

const deleteAlias: KmsOperation = (call) => {
  const aliasArn = aliasArnOf(call);
  requireOnAlias(call, aliasArn);
  const key = namedKey(call, aliasArn);
  requireOnKey(call, key, { action: 'kms:DeleteAlias' });
  delete key.owner.kmsAliases?.[aliasArn];
  return {};
};

const listAliases: KmsOperation = (call) => {
  requireOnAlias(call, '*');
  const keyId = textOf(call, 'KeyId');
  const only = keyId === undefined ? undefined : namedKey(call, keyId).arn;
  const here = arnHere(call, call.caller.account.id, 'alias/');
  const aliases = Object.entries(call.caller.account.kmsAliases ?? {}).filter(
    ([arn, target]) => arn.startsWith(here) && (only === undefined || target === only),
  );
  return {
    Aliases: aliases.map(([arn, target]) => ({
      AliasName: arn.slice(arn.indexOf(':alias/') + 1),
      AliasArn: arn,
      TargetKeyId: idOfKey(target),
    })),
    Truncated: false,
  };
};

/** Aliases of the keys of the caller's account. */
export const aliasOperations: Readonly<Record<string, KmsOperation>> = {
  CreateAlias: putAlias,
  UpdateAlias: putAlias,
  DeleteAlias: deleteAlias,
  ListAliases: listAliases,
};
