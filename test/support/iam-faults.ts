import { IamFault } from '../../functions/core/fault.ts';
import type { RoleArn, UserArn } from '../../functions/core/names.ts';
import type { Step } from '../../functions/core/trust/observed.ts';
import type { World } from './a-world.ts';

const RETRYABLE: readonly IamFault['kind'][] = ['throttled', 'unavailable', 'manager_unreachable'];

/** A fault of IAM as the adapter throws it. */
export const anIamFault = (
  kind: IamFault['kind'],
  resource: RoleArn | UserArn,
  { message = 'IAM refuses.', fix = 'Wait.', retryable = RETRYABLE.includes(kind) } = {},
): IamFault => new IamFault({ kind, message, fix, retryable, resource });

/** Makes all writes to one role or user fail. Returns a function that stops this. */
export const failWrites = (world: World, arn: RoleArn | UserArn, error: Error): (() => void) =>
  world.iam.faults.inject({
    where: (step: Step) => ('roleArn' in step ? step.roleArn : step.userArn) === arn,
    times: Number.POSITIVE_INFINITY,
    error,
  });

/** Makes all reads of users, or of one user, fail. Returns a function that stops this. */
export const failUserReads = (world: World, error: Error, user?: UserArn): (() => void) =>
  world.iam.faults.inject({
    on: ['observeUser'],
    where: (arn: UserArn) => user === undefined || arn === user,
    times: Number.POSITIVE_INFINITY,
    error,
  });
