import type { Credentials } from '@assume-bot/local-aws/types';
import { assume, type Holder, listBuckets, press, type } from '../people.ts';
import { expectThat, type Notes } from '../protocol.ts';
import type { Rehearsal } from '../rehearsal.ts';
import { ACCOUNTS, DEVELOPER } from '../world.ts';

const PROD_S3 = `arn:aws:iam::${ACCOUNTS.prod}:role/s3-list-role`;
const DATA_LAKE = `arn:aws:iam::${ACCOUNTS.data}:role/team/data-lake`;

/** An IAM user of the catalog. */
const alice = ({ rehearsed: { aws } }: Rehearsal): Holder => ({
  slackId: 'U0ALICE',
  sessionName: 'alice',
  keys: () => aws.credentialsOf(`arn:aws:iam::${ACCOUNTS.utils}:user/people/alice`),
});

/** A user of IAM Identity Center. */
const carol = ({ rehearsed: { aws } }: Rehearsal): Holder => ({
  slackId: 'U0CAROL',
  sessionName: 'carol@example.com',
  keys: () => aws.issueSession({ roleArn: DEVELOPER, sessionName: 'carol@example.com' }),
});

const refused = async (rehearsal: Rehearsal, holder: Holder, roleArn: string, notes: Notes, when: string) => {
  const answer = await assume(rehearsal.rehearsed, holder, roleArn);
  if (typeof answer !== 'string') throw new Error(`${holder.sessionName} could assume ${roleArn} ${when}`);
  notes.saw(`${when}: ${answer}`);
};

const opened = async (rehearsal: Rehearsal, holder: Holder, roleArn: string, notes: Notes): Promise<Credentials> => {
  const { rehearsed } = rehearsal;
  const session = await assume(rehearsed, holder, roleArn);
  if (typeof session === 'string') throw new Error(`${holder.sessionName} could not assume ${roleArn}: ${session}`);
  const buckets = await listBuckets(rehearsed, session);
  if (typeof buckets === 'string') throw new Error(`the session could not list buckets: ${buckets}`);
  notes.saw(`after the approval: AssumeRole works, and the session lists ${buckets.join(', ')}`);
  return session;
};

const closed = async (rehearsal: Rehearsal, session: Credentials, notes: Notes, when: string) => {
  const answer = await listBuckets(rehearsal.rehearsed, session);
  if (typeof answer !== 'string') throw new Error(`the live session still lists ${answer.join(', ')} ${when}`);
  notes.saw(`the live session ${when}: ${answer}`);
};

const request = async ({ rehearsed }: Rehearsal, slackId: string, text: string, notes: Notes) => {
  notes.did(`${slackId}: /assume ${text}`);
  await type(rehearsed, slackId, text);
};

const approve = async ({ rehearsed }: Rehearsal, slackId: string, notes: Notes) => {
  notes.did(`${slackId} presses Approve`);
  await press(rehearsed, slackId, 'approve');
};

const endedEarly = (rehearsal: Rehearsal) =>
  rehearsal.protocol.step('Grant a role to an IAM user, and end it early in Slack', async (notes) => {
    const holder = alice(rehearsal);
    await refused(rehearsal, holder, PROD_S3, notes, 'before the grant');
    await request(rehearsal, holder.slackId, 'prod-s3 1h INC-42 the report is stuck', notes);
    await refused(rehearsal, holder, PROD_S3, notes, 'before the approval');
    await approve(rehearsal, 'U0BOB', notes);
    const session = await opened(rehearsal, holder, PROD_S3, notes);
    await request(rehearsal, holder.slackId, 'end prod-s3', notes);
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

const noErrors = (rehearsal: Rehearsal) =>
  rehearsal.protocol.step('Check that no function reported an error', async ({ saw }) => {
    const { lines } = rehearsal.rehearsed;
    // Unsigned requests were sent on purpose, by the doctor too.
    const bad = lines.filter((line) => /"level":"(ERROR|WARN)"|Error:/.test(line) && !/"status":401/.test(line));
    expectThat(bad.length === 0, bad.join('\n'));
    saw(`${lines.length} log lines, none of them an error or a warning`);
  });

/** Requests, approvals and ends, through Slack and with the SDK of the user. */
export const grantSteps = async (rehearsal: Rehearsal): Promise<void> => {
  await endedEarly(rehearsal);
  await endedByTheClock(rehearsal);
  await noErrors(rehearsal);
};
