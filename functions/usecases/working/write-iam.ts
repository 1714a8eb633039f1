import type { RoleStep, UserStep } from '../../core/trust/observed.ts';
import type { Clock, Iam, Log } from '../ports.ts';

/** How often IAM is read back after a write, and the first pause in milliseconds; each pause is twice the one before. */
const READ_BACKS = 5;
const FIRST_PAUSE_MS = 200;

/** IAM was written and does not show it yet; the next run looks again. */
export class NotYetVisible extends Error {
  override readonly name = 'NotYetVisible';
}

/** Writes, then reads what was written until IAM shows what was planned; answers what is there then. Throws NotYetVisible. */
export const writeAndReadBack = async <Seen, Step extends RoleStep | UserStep>(
  { iam, clock, log }: { readonly iam: Pick<Iam, 'apply'>; readonly clock: Clock; readonly log: Log },
  seen: Seen,
  steps: readonly Step[],
  readBack: () => Promise<Seen>,
  isDone: (seen: Seen) => boolean,
): Promise<Seen> => {
  if (steps.length === 0) return seen;
  for (const step of steps) {
    log.info(`iam ${step.kind}`, 'userArn' in step ? { user: step.userArn } : { role: step.roleArn });
    await iam.apply(step);
  }
  let pauseMs = FIRST_PAUSE_MS;
  for (let reads = 0; ; reads += 1) {
    const now = await readBack();
    if (isDone(now)) return now;
    if (reads >= READ_BACKS) throw new NotYetVisible('IAM does not show yet what was written to it');
    await clock.pause(pauseMs);
    pauseMs *= 2;
  }
};
