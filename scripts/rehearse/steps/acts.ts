import type { Credentials } from '@assume-bot/local-aws/types';
import { ACCOUNTS, DEVELOPER } from '../names.ts';
import { assume, type Holder, listBuckets, press, type } from '../people.ts';
import type { Notes } from '../protocol.ts';
import type { Rehearsal } from '../rehearsal.ts';

export const PROD_S3 = `arn:aws:iam::${ACCOUNTS.prod}:role/s3-list-role`;
export const DATA_LAKE = `arn:aws:iam::${ACCOUNTS.data}:role/team/data-lake`;

/** An IAM user of the catalog. */
export const alice = ({ rehearsed: { aws } }: Rehearsal): Holder => ({
  slackId: 'U0ALICE',
  sessionName: 'alice',
  keys: () => aws.credentialsOf(`arn:aws:iam::${ACCOUNTS.utils}:user/people/alice`),
});

/** Another IAM user of the catalog. */
export const randomUser = ({ rehearsed: { aws } }: Rehearsal): Holder => ({
  slackId: 'U0RANDOM',
  sessionName: 'random_user',
  keys: () => aws.credentialsOf(`arn:aws:iam::${ACCOUNTS.utils}:user/random_user`),
});

/** A user of IAM Identity Center. */
export const carol = ({ rehearsed: { aws } }: Rehearsal): Holder => ({
  slackId: 'U0CAROL',
  sessionName: 'carol@example.com',
  keys: () => aws.issueSession({ roleArn: DEVELOPER, sessionName: 'carol@example.com' }),
});

/** Throws if the user can assume the role. */
export const refused = async (rehearsal: Rehearsal, holder: Holder, roleArn: string, notes: Notes, when: string) => {
  const answer = await assume(rehearsal.rehearsed, holder, roleArn);
  if (typeof answer !== 'string') throw new Error(`${holder.sessionName} could assume ${roleArn} ${when}`);
  notes.saw(`${when}: ${answer}`);
};

/** Assumes the role and uses it. Throws if AWS refuses either. */
export const opened = async (
  rehearsal: Rehearsal,
  holder: Holder,
  roleArn: string,
  notes: Notes,
  when = 'after the approval',
): Promise<Credentials> => {
  const { rehearsed } = rehearsal;
  const session = await assume(rehearsed, holder, roleArn);
  if (typeof session === 'string') throw new Error(`${holder.sessionName} could not assume ${roleArn}: ${session}`);
  const buckets = await listBuckets(rehearsed, session);
  if (typeof buckets === 'string') throw new Error(`the session could not list buckets: ${buckets}`);
  notes.saw(`${when}: AssumeRole works, and the session lists ${buckets.join(', ')}`);
  return session;
};

/** Throws if a live session can still be used. */
export const closed = async (rehearsal: Rehearsal, session: Credentials, notes: Notes, when: string) => {
  const answer = await listBuckets(rehearsal.rehearsed, session);
  if (typeof answer !== 'string') throw new Error(`the live session still lists ${answer.join(', ')} ${when}`);
  notes.saw(`the live session ${when}: ${answer}`);
};

/** Types `/assume` in Slack. */
export const request = async ({ rehearsed }: Rehearsal, slackId: string, text: string, notes: Notes) => {
  notes.did(`${slackId}: /assume ${text}`);
  await type(rehearsed, slackId, text);
};

/** Presses Approve on the newest card. */
export const approve = async ({ rehearsed }: Rehearsal, slackId: string, notes: Notes) => {
  notes.did(`${slackId} presses Approve`);
  await press(rehearsed, slackId, 'approve');
};

/** Credentials as `credential_process` of the AWS CLI gets them. Throws unless they can be used. */
export const credentials = async (rehearsal: Rehearsal, notes: Notes, profile: string, role: string) => {
  notes.did(`assume-bot creds ${role} --profile ${profile}`);
  const { code, out, err } = await rehearsal.cli.run('creds', role, '--profile', profile);
  if (code !== 0) throw new Error(`the command ended with ${code}: ${err}`);
  const { AccessKeyId, SecretAccessKey, SessionToken } = JSON.parse(out) as Readonly<Record<string, string>>;
  const session = {
    accessKeyId: AccessKeyId ?? '',
    secretAccessKey: SecretAccessKey ?? '',
    ...(SessionToken === undefined ? {} : { sessionToken: SessionToken }),
  };
  const buckets = await listBuckets(rehearsal.rehearsed, session);
  if (typeof buckets === 'string') throw new Error(`the credentials could not list buckets: ${buckets}`);
  notes.saw(`the printed credentials list ${buckets.join(', ')}`);
  return session;
};
