import type { Call } from '../call.ts';
import { AwsError, notImplementedHere } from '../errors.ts';
import { jsonAnswer } from '../http/json-protocol.ts';
import type { HttpAnswer } from '../http/request.ts';
import { requireKeyUse } from '../kms/use-key.ts';
import type { TableState } from '../world/state.ts';

type Body = Readonly<Record<string, unknown>>;
type Names = Readonly<Record<string, unknown>>;

const settingsOf = (call: Call, table: string): TableState => {
  const { account } = call.caller;
  account.tables ??= {};
  account.tables[table] ??= {};
  return account.tables[table];
};

const knownSettings = (call: Call, table: string): TableState | undefined => {
  const { tables } = call.caller.account;
  return tables && Object.hasOwn(tables, table) ? tables[table] : undefined;
};

const updateTtl = (call: Call, table: string, { TimeToLiveSpecification }: Body): object => {
  const { AttributeName, Enabled } = TimeToLiveSpecification as Names;
  const settings = settingsOf(call, table);
  const attribute = String(AttributeName);
  const isOn = settings.ttlAttribute !== undefined;
  if (isOn === Enabled) {
    throw new AwsError('ValidationException', `TimeToLive is already ${isOn ? 'enabled' : 'disabled'}`);
  }
  if (Enabled === true) settings.ttlAttribute = attribute;
  else delete settings.ttlAttribute;
  return { TimeToLiveSpecification };
};

const describeTtl = ({ ttlAttribute }: TableState): object => ({
  TimeToLiveDescription:
    ttlAttribute === undefined
      ? { TimeToLiveStatus: 'DISABLED' }
      : { TimeToLiveStatus: 'ENABLED', AttributeName: ttlAttribute },
});

const describeBackups = ({ hasPointInTimeRecovery = false }: TableState): object => ({
  ContinuousBackupsDescription: {
    ContinuousBackupsStatus: 'ENABLED',
    PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: hasPointInTimeRecovery ? 'ENABLED' : 'DISABLED' },
  },
});

const updateBackups = (call: Call, table: string, { PointInTimeRecoverySpecification }: Body): object => {
  const settings = settingsOf(call, table);
  settings.hasPointInTimeRecovery = (PointInTimeRecoverySpecification as Names)['PointInTimeRecoveryEnabled'] === true;
  return describeBackups(settings);
};

/** Changes deletion protection. Undefined for every other change of a table, which the engine makes. */
const updateProtection = (call: Call, table: string, body: Body): object | undefined => {
  const { TableName: _, DeletionProtectionEnabled, ...rest } = body;
  if (typeof DeletionProtectionEnabled !== 'boolean' || Object.keys(rest).length > 0) return undefined;
  settingsOf(call, table).isProtected = DeletionProtectionEnabled;
  return { TableDescription: { TableName: table, TableStatus: 'ACTIVE', DeletionProtectionEnabled } };
};

const WRITES: Readonly<Record<string, (call: Call, table: string, body: Body) => object | undefined>> = {
  UpdateTable: updateProtection,
  UpdateTimeToLive: updateTtl,
  UpdateContinuousBackups: updateBackups,
};
const READS: Readonly<Record<string, (settings: TableState) => object>> = {
  DescribeTimeToLive: describeTtl,
  DescribeContinuousBackups: describeBackups,
};

/**
 * Time to live and backups as settings: nothing expires and nothing is stored. Undefined for every other operation. A table
 * whose settings were never written has none that could be read, so that a tool does not report the engine's limits.
 */
export const tableSettingsAnswer = (call: Call, table: string, body: Body): HttpAnswer | undefined => {
  const write = Object.hasOwn(WRITES, call.operation) ? WRITES[call.operation] : undefined;
  if (write) {
    const answer = write(call, table, body);
    if (answer === undefined) return undefined;
    call.store.save();
    return jsonAnswer(answer, call.requestId);
  }
  const read = Object.hasOwn(READS, call.operation) ? READS[call.operation] : undefined;
  if (!read) return undefined;
  const settings = knownSettings(call, table);
  if (!settings) throw notImplementedHere(`${call.operation} of a table without such settings`);
  return jsonAnswer(read(settings), call.requestId);
};

/** The answer of DescribeTable with the settings that the engine does not have. */
export const withSettings = (call: Call, table: string, answer: HttpAnswer): HttpAnswer => {
  const settings = knownSettings(call, table);
  if (!settings) return answer;
  const { Table } = JSON.parse(answer.body.toString()) as { Table: object };
  const { kmsKeyArn, isProtected = false } = settings;
  const sse = { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: kmsKeyArn };
  const shown = { ...Table, DeletionProtectionEnabled: isProtected, ...(kmsKeyArn ? { SSEDescription: sse } : {}) };
  return jsonAnswer({ Table: shown }, call.requestId);
};

/** Keeps the customer managed key of a new table, and deletion protection. The engine has neither. */
export const noteTable = (call: Call, table: string, { SSESpecification, DeletionProtectionEnabled }: Body): void => {
  const keyArn = (SSESpecification as Names | undefined)?.['KMSMasterKeyId'];
  if (keyArn !== undefined) settingsOf(call, table).kmsKeyArn = String(keyArn);
  if (DeletionProtectionEnabled === true) settingsOf(call, table).isProtected = true;
  call.store.save();
};

/**
 * Throws unless the caller may use the key of the table. Source: AWS, DynamoDB Developer Guide, "How DynamoDB uses AWS KMS":
 * each access to an encrypted table decrypts its table key, with the permissions of the principal that calls DynamoDB.
 */
export const requireTableKey = (call: Call, table: string): void => {
  const keyArn = knownSettings(call, table)?.kmsKeyArn;
  if (keyArn === undefined || /(Table|TimeToLive|ContinuousBackups)$/.test(call.operation)) return;
  requireKeyUse(call, { keyArn, action: 'kms:Decrypt', service: 'dynamodb' });
};

/** Throws ValidationException if deletion protection is on. */
export const requireDeletable = (call: Call, table: string): void => {
  if (call.operation !== 'DeleteTable' || knownSettings(call, table)?.isProtected !== true) return;
  throw new AwsError(
    'ValidationException',
    'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
  );
};
