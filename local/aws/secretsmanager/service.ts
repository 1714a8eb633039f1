import { requireAllowedBy } from '../auth/refusal.ts';
import type { Call, Service } from '../call.ts';
import { AwsError, notImplementedHere } from '../errors.ts';
import { jsonAnswer, jsonBody, jsonError, peekJson, targetOperation } from '../http/json-protocol.ts';
import { requireKeyUse } from '../kms/use-key.ts';
import { newSecret, newUuid } from '../world/ids.ts';
import { partitionOfRegion } from '../world/partition.ts';
import type { SecretState } from '../world/state.ts';

type Body = Readonly<Record<string, unknown>>;
type KeyAction = 'kms:Decrypt' | 'kms:GenerateDataKey';

const text = (body: Body, name: string): string | undefined =>
  typeof body[name] === 'string' ? (body[name] as string) : undefined;

const secretsOf = (call: Call): Record<string, SecretState> => {
  const { account } = call.caller;
  account.secrets ??= {};
  return account.secrets;
};

const requireAction = (call: Call, resource: string): void => {
  const action = `secretsmanager:${call.operation}`;
  requireAllowedBy(call.explain({ action, resource }), call.caller, action, resource);
};

/** Source: AWS Secrets Manager User Guide, "Secret encryption and decryption": the caller needs permission for the key. */
const requireKey = (call: Call, { arn, kmsKeyArn }: SecretState, actions: readonly KeyAction[]): void => {
  if (kmsKeyArn === undefined) return;
  const use = { keyArn: kmsKeyArn, service: 'secretsmanager', encryptionContext: { SecretARN: arn } };
  for (const action of actions) requireKeyUse(call, { ...use, action });
};

/** ARNs end in six random characters, so that a secret that was created again does not get old permissions. */
const arnOf = (call: Call, name: string): string => {
  const { region } = call.facts;
  const suffix = newSecret()
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .slice(0, 6);
  return `arn:${partitionOfRegion(region)}:secretsmanager:${region}:${call.caller.account.id}:secret:${name}-${suffix}`;
};

/** The secret that SecretId names, by name or ARN. */
const namedSecret = (call: Call, body: Body): { readonly name: string; readonly secret: SecretState } => {
  const id = text(body, 'SecretId') ?? '';
  const [name, secret] = Object.entries(secretsOf(call)).find(([known, { arn }]) => known === id || arn === id) ?? [];
  requireAction(call, secret?.arn ?? id);
  if (name !== undefined && secret !== undefined) return { name, secret };
  throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
};

const createSecret = (call: Call, body: Body): object => {
  const name = text(body, 'Name') ?? '';
  const arn = arnOf(call, name);
  requireAction(call, arn);
  if (Object.hasOwn(secretsOf(call), name)) {
    throw new AwsError('ResourceExistsException', `The operation failed because the secret ${name} already exists.`);
  }
  const keyArn = text(body, 'KmsKeyId');
  const secret: SecretState = { arn, ...(keyArn === undefined ? {} : { kmsKeyArn: keyArn }) };
  const value = text(body, 'SecretString');
  if (value !== undefined) {
    requireKey(call, secret, ['kms:GenerateDataKey', 'kms:Decrypt']);
    Object.assign(secret, { value, versionId: newUuid() });
  }
  secretsOf(call)[name] = secret;
  return { ARN: arn, Name: name, VersionId: secret.versionId };
};

const putSecretValue = (call: Call, body: Body): object => {
  const { name, secret } = namedSecret(call, body);
  requireKey(call, secret, ['kms:GenerateDataKey', 'kms:Decrypt']);
  Object.assign(secret, { value: text(body, 'SecretString'), versionId: newUuid() });
  return { ARN: secret.arn, Name: name, VersionId: secret.versionId, VersionStages: ['AWSCURRENT'] };
};

const getSecretValue = (call: Call, body: Body): object => {
  const { name, secret } = namedSecret(call, body);
  if (secret.value === undefined) {
    throw new AwsError(
      'ResourceNotFoundException',
      "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
    );
  }
  requireKey(call, secret, ['kms:Decrypt']);
  return { ARN: secret.arn, Name: name, VersionId: secret.versionId, SecretString: secret.value };
};

const deleteSecret = (call: Call, body: Body): object => {
  const { name, secret } = namedSecret(call, body);
  delete secretsOf(call)[name];
  return { ARN: secret.arn, Name: name };
};

const OPERATIONS: Readonly<Record<string, (call: Call, body: Body) => object>> = {
  CreateSecret: createSecret,
  PutSecretValue: putSecretValue,
  GetSecretValue: getSecretValue,
  DeleteSecret: deleteSecret,
};

/** Secrets Manager: creates, changes, reads and deletes secrets. A deleted secret is not kept for recovery. */
export const secretsManagerService: Service = {
  describe: (request) => {
    const body = peekJson(request);
    return { operation: targetOperation(request), resource: text(body, 'SecretId') ?? text(body, 'Name') ?? '' };
  },
  run: (call) => {
    const operation = Object.hasOwn(OPERATIONS, call.operation) ? OPERATIONS[call.operation] : undefined;
    if (!operation) throw notImplementedHere(`the Secrets Manager operation ${call.operation}`);
    const answer = operation(call, jsonBody(call.request));
    call.store.save();
    return jsonAnswer(answer, call.requestId);
  },
  answerError: (error, requestId) => jsonError(error, requestId, 'com.amazonaws.secretsmanager'),
};
