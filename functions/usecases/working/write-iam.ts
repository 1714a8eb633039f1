import type { Step } from '../../core/trust/observed.ts';
import type { Needs } from '../ports.ts';

/** How often IAM is read back after a write, and the first pause in milliseconds; each pause is twice the one before. */
const READ_BACKS = 5;
const FIRST_PAUSE_MS = 200;

/** IAM was written and does not show it yet; the next run looks again. */
export class NotYetVisible extends Error {
  override readonly name = 'NotYetVisible';
}

/** Writes, then reads what was written until IAM shows what was planned. Throws NotYetVisible. */
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
    if (reads >= READ_BACKS) throw new NotYetVisible('IAM does not show yet what was written to it');
    await clock.pause(pauseMs);
    pauseMs *= 2;
  }
};
