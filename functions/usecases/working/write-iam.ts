import type { Step } from '../../core/trust/observed.ts';
import type { Needs } from '../ports.ts';

/** The number of pauses in which IAM is read back after a write, and the first pause. Each pause is twice as long as the last. */
const READ_BACKS = 5;
const FIRST_PAUSE_MS = 200;

/** Writes, then reads back until IAM shows the plan. Throws if IAM does not show it in time: the next run reads it again. */
export const writeAndReadBack = async (
  { iam, clock, log }: Needs<'clock' | 'log', { iam: 'apply' }>,
  steps: readonly Step[],
  isDone: () => Promise<boolean>,
): Promise<void> => {
  if (steps.length === 0) return;
  for (const step of steps) {
    log.info(`iam ${step.kind}`, 'userArn' in step ? { user: step.userArn } : { role: step.roleArn });
    await iam.apply(step);
  }
  let pauseMs = FIRST_PAUSE_MS;
  for (let reads = 0; !(await isDone()); reads += 1) {
    if (reads >= READ_BACKS) throw new Error('IAM does not show a write yet');
    await clock.pause(pauseMs);
    pauseMs *= 2;
  }
};
