import { IamFault } from '../../functions/core/fault.ts';
import type { Request } from '../../functions/core/request/request.ts';
import type { World } from '../support/a-world.ts';
import { PRINCIPALS, ROLE_ARNS } from './a-setup.ts';
import type { Step } from './steps.ts';

export type Run = Extract<Step, { kind: 'sweep' | 'look' | 'broken sweep' | 'work' }>;

const IAM_CALLS = [
  'observeRole',
  'observeUser',
  'readBackRole',
  'readBackUser',
  'put_guard',
  'put_trust',
  'put_user_policy',
  'delete_guard',
  'delete_user_policy',
] as const;

const throttled = (): IamFault =>
  new IamFault({ kind: 'throttled', message: 'Rate exceeded', fix: 'wait', retryable: true, resource: 'IAM' });

/** Breaks what the step says, and returns the function that repairs it. */
export const breakRun = ({ iam, faults }: World, step: Run): (() => void) => {
  if (step.kind !== 'broken sweep') return () => {};
  return step.when === 'throttled'
    ? iam.faults.inject({ on: IAM_CALLS, nth: step.nth, times: 4, error: throttled() })
    : faults.inject({ nth: step.nth, when: step.when });
};

/** Runs the workers on some requests, or the sweep; `look` wakes the worker of every request, role and user first. */
export const runWorkers = async (
  world: World,
  step: Run,
  requested: readonly Request[],
  requestAt: (index: number) => Request | undefined,
): Promise<void> => {
  const wake = async (requests: readonly Request[]) => {
    for (const { id } of requests) await world.queue.wake({ kind: 'request', id });
  };
  if (step.kind === 'work') {
    world.queue.lose();
    await wake(step.requests.flatMap((index) => requestAt(index) ?? []));
    await world.settle();
    return;
  }
  if (step.kind === 'look') {
    world.queue.lose();
    await world.queue.wake({ kind: 'lockdown' });
    await wake(requested);
    for (const arn of ROLE_ARNS) await world.queue.wake({ kind: 'role', arn });
    for (const one of PRINCIPALS)
      if (one.kind === 'iam-user' && one.identity === 'managed') await world.queue.wake({ kind: 'user', arn: one.arn });
    await world.settle();
  }
  await world.sweep();
  if (step.kind !== 'broken sweep') await world.sweep();
};
