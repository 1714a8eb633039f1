import { partitionOf } from '../../names.ts';
import { callText } from '../../text/terraform-calls.ts';
import { LOCK_TABLE_ACTIONS } from '../state-policies.ts';
import type { TerraformCall } from './calls.ts';
import type { Build } from './key-calls.ts';

/** The calls of a lock in DynamoDB, for versions without lock files. The table is in the account of the role. */
export const tableCalls = ({ state, caller, onTable }: Build): readonly TerraformCall[] => {
  const { lockTable, region } = state.settings;
  if (lockTable === undefined) return [];
  const resource = `arn:${partitionOf(state.roleArn)}:dynamodb:${region}:${caller.accountId}:table/${lockTable}`;
  return LOCK_TABLE_ACTIONS.map((action) => ({
    step: 'lock',
    what: callText.lockTable(lockTable),
    action,
    resource,
    decidable: onTable(action, resource),
  }));
};
