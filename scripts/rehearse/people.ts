import type { Credentials } from '@assume-bot/local-aws/types';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { Rehearsed } from './hub.ts';

/** A user with AWS credentials of their own. */
export interface Holder {
  readonly slackId: string;
  /** Their session name on a granted role. */
  readonly sessionName: string;
  /** The keys of an IAM user, or of a session of their sign-in. */
  keys(): Credentials;
}

const closing = async <C extends { destroy(): void }, T>(client: C, use: (client: C) => Promise<T>): Promise<T> => {
  try {
    return await use(client);
  } finally {
    client.destroy();
  }
};

const settings = ({ aws, clock }: Rehearsed, { accessKeyId, secretAccessKey, sessionToken }: Credentials) => ({
  endpoint: aws.url,
  region: aws.region,
  maxAttempts: 1,
  systemClockOffset: clock.shiftMs,
  credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
});

/** AssumeRole with the SDK. Returns the session, or the message of AWS. */
export const assume = (rehearsed: Rehearsed, holder: Holder, roleArn: string): Promise<Credentials | string> =>
  closing(new STSClient(settings(rehearsed, holder.keys())), async (sts) => {
    const command = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: holder.sessionName });
    try {
      const { Credentials: keys } = await sts.send(command);
      return {
        accessKeyId: keys?.AccessKeyId ?? '',
        secretAccessKey: keys?.SecretAccessKey ?? '',
        sessionToken: keys?.SessionToken ?? '',
      };
    } catch (fault) {
      return (fault as Error).message;
    }
  });

/** The buckets that a session lists, or the message of AWS. */
export const listBuckets = (rehearsed: Rehearsed, session: Credentials): Promise<readonly string[] | string> =>
  closing(new S3Client({ ...settings(rehearsed, session), forcePathStyle: true }), async (s3) => {
    try {
      return ((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).map(({ Name = '' }) => Name);
    } catch (fault) {
      return (fault as Error).message;
    }
  });

/** Types a command in Slack, and lets the bot work. Returns the text of the answer. */
export const type = async (rehearsed: Rehearsed, slackId: string, text: string): Promise<string> => {
  const outcome = await rehearsed.slack.as(slackId).command('/assume', text);
  await rehearsed.settle();
  return JSON.stringify(outcome);
};

/** Presses a button on the newest message of the user that shows it, and lets the bot work. */
export const press = async (rehearsed: Rehearsed, slackId: string, actionId: string): Promise<void> => {
  const message = rehearsed.slack
    .seenBy(slackId)
    .findLast((one) => JSON.stringify(one).includes(`"action_id":"${actionId}"`));
  if (message === undefined) throw new Error(`${slackId} sees no button ${actionId}`);
  await rehearsed.slack.as(slackId).press({ channel: message.channel, ts: message.ts, actionId });
  await rehearsed.settle();
};
