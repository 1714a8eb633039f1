import { createLocalAws } from '@assume-bot/local-aws';
import { onTestFinished } from 'vitest';
import { openLab } from '../../bin/cli/lab.ts';
import { createAssumptionTest } from '../../functions/usecases/operating/assumptions/prove.ts';
import type { Lab } from '../../functions/usecases/operating/lab-ports.ts';

export const ACCOUNT = '111111111111';

/** The time of this machine, except that a pause does not wait. The local AWS uses it too, since clients sign with the time. */
const aSkippingClock = () => {
  let skippedMs = 0;
  return {
    now: () => new Date(Date.now() + skippedMs),
    pause: async (milliseconds: number) => {
      skippedMs += milliseconds;
    },
  };
};

/** The steps of `selftest --assumptions` on a local AWS that checks the time of signatures, as AWS does. */
export const aLab = async (around: (lab: Lab) => Lab = (lab) => lab) => {
  const clock = aSkippingClock();
  const aws = await createLocalAws({ port: 0, clock, checksFreshness: true });
  onTestFinished(() => aws.close());
  aws.seed({ accounts: [{ id: ACCOUNT }] });
  const connection = { endpoint: aws.url, region: aws.region, maxAttempts: 1 };
  const lab = await openLab(connection, aws.rootCredentials(ACCOUNT));
  const progress: string[] = [];
  const test = createAssumptionTest({ lab: around(lab), clock, onProgress: (line) => progress.push(line) });
  return { aws, clock, lab, test, progress };
};
