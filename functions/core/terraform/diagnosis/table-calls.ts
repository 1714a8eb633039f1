import { partitionOf } from '../../names.ts';
import { callText } from '../../text/terraform-calls.ts';
import type { TerraformCall } from './calls.ts';
import type { Build } from './key-calls.ts';

/** Source: HashiCorp, "S3 backend: DynamoDB table permissions". */
const ACTIONS = ['DescribeTable', 'GetItem', 'PutItem', 'DeleteItem'];

/** The calls of a lock in DynamoDB, for versions without lock files. The table is in the account of the role. */
export const tableCalls = ({ state, caller, onTable }: Build): readonly TerraformCall[] => {
  const { lockTable, region } = state.settings;
  if (lockTable === undefined) return [];
  const resource = `arn:${partitionOf(state.roleArn)}:dynamodb:${region}:${caller.accountId}:table/${lockTable}`;
  return ACTIONS.map((name) => {
    const action = `dynamodb:${name}`;
    return {
      step: 'lock',
      what: callText.lockTable(lockTable),
      action,
      resource,
      decidable: onTable(action, resource),
    };
  });
};
