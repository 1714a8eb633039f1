import { KEYS } from '../../contract.ts';
import type { Lockdown } from '../../core/request/lockdown.ts';
import type { LockdownStore } from '../../usecases/ports.ts';
import type { Table } from './calls.ts';
import { attemptIf } from './fault.ts';
import { readItem } from './item.ts';
import { lockdownKey } from './keys.ts';
import { lockdownItem, lockdownKind } from './lockdown-item.ts';
import { isoTime } from './schema.ts';
import { getItem } from './upgrade.ts';

/** Of two admins who turn it at once one does, and the other is shown what stands. */
const isOff = `attribute_not_exists(${KEYS.partition}) OR #isOn = :isOn`;
const isOn = '#isOn = :isOn';
const isTheSame = '#isOn = :isOn AND #at = :at';

/** A write whose answer was lost is sent again, and refused by itself. */
const isSameTurn = (one: Lockdown, other: Lockdown): boolean =>
  one.isOn === other.isOn && one.by === other.by && one.why === other.why && one.at.getTime() === other.at.getTime();

/** The lockdown as it stands at this moment. */
const readLockdown = async (table: Table): Promise<Lockdown | undefined> => {
  const item = await getItem(table, 'read the lockdown', lockdownKey);
  return item === undefined ? undefined : readItem(lockdownKind, item);
};

/** The lockdown in DynamoDB: each turn is one conditional write of one item. */
export const createDynamoLockdownStore = (table: Table): LockdownStore => {
  const put = (lockdown: Lockdown, condition: string, values: Record<string, unknown>, names = {}) => {
    const input = {
      TableName: table.tableName,
      Item: lockdownItem(lockdown),
      ConditionExpression: condition,
      ExpressionAttributeNames: { '#isOn': 'isOn', ...names },
      ExpressionAttributeValues: values,
    };
    return attemptIf({ tried: 'write the lockdown', key: lockdownKey }, () => table.dynamo.put(input));
  };

  return {
    read: () => readLockdown(table),
    turn: async (lockdown) => {
      if (await put(lockdown, lockdown.isOn ? isOff : isOn, { ':isOn': !lockdown.isOn })) return undefined;
      const standing = await readLockdown(table);
      if (standing === undefined) return { ...lockdown, isOn: false };
      return isSameTurn(standing, lockdown) ? undefined : standing;
    },
    note: async (lockdown) => {
      await put(lockdown, isTheSame, { ':isOn': lockdown.isOn, ':at': isoTime(lockdown.at) }, { '#at': 'at' });
    },
  };
};
