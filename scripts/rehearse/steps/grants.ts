import type { Rehearsal } from '../rehearsal.ts';
import { alice, approve, carol, closed, credentials, DATA_LAKE, opened, PROD_S3, refused, request } from './acts.ts';
import { functionsStep } from './check-functions.ts';
import { extendStep } from './extend.ts';

const endedEarly = (rehearsal: Rehearsal) =>
  rehearsal.protocol.step('Grant a role to an IAM user, and end it early in Slack', async (notes) => {
    const holder = alice(rehearsal);
    await refused(rehearsal, holder, PROD_S3, notes, 'before the grant');
    await request(rehearsal, holder.slackId, 'prod-s3 1h INC-42 the report is stuck', notes);
    await refused(rehearsal, holder, PROD_S3, notes, 'before the approval');
    await approve(rehearsal, 'U0BOB', notes);
    const session = await opened(rehearsal, holder, PROD_S3, notes);
    const fromCli = await credentials(rehearsal, notes, 'alice', 'prod-s3');
    await request(rehearsal, holder.slackId, 'end prod-s3', notes);
    await closed(rehearsal, fromCli, notes, 'of the command line, after the end');
    await closed(rehearsal, session, notes, 'after the end');
    await refused(rehearsal, holder, PROD_S3, notes, 'after the end');
  });

const endedByTheClock = (rehearsal: Rehearsal) =>
  rehearsal.protocol.step(
    'Grant a role to a federated user, and let IAM end it while the bot is stopped',
    async (notes) => {
      const holder = carol(rehearsal);
      await request(rehearsal, holder.slackId, 'data-lake 30m', notes);
      await approve(rehearsal, 'U0BOB', notes);
      const session = await opened(rehearsal, holder, DATA_LAKE, notes);
      rehearsal.rehearsed.clock.advance(30 * 60);
      notes.did('30 minutes pass, and no function runs');
      await closed(rehearsal, session, notes, 'after the end');
      await refused(rehearsal, holder, DATA_LAKE, notes, 'after the end');
    },
  );

/** Requests, approvals and ends, through Slack and with the SDK of the user. */
export const grantSteps = async (rehearsal: Rehearsal): Promise<void> => {
  await endedEarly(rehearsal);
  await endedByTheClock(rehearsal);
  await extendStep(rehearsal);
  await functionsStep(rehearsal);
};
