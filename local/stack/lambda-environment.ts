import type { LocalAws } from '@assume-bot/local-aws/types';
import { AUDIT_BUCKET, EXTERNAL_ID, lambdaRoleArn, QUEUE_NAME, TABLE_NAME } from './names.ts';

/** The functions by name. */
export type LambdaName = 'slack-events' | 'api' | 'reconcile' | 'sweep';

export interface EnvironmentOptions {
  readonly aws: LocalAws;
  readonly catalogPath: string;
  readonly signingSecret: string;
  readonly botToken: string;
  /** Undefined for Slack itself. */
  readonly slackApiUrl: string | undefined;
}

const slackVariables = ({ signingSecret, botToken, slackApiUrl }: EnvironmentOptions) => ({
  SLACK_SIGNING_SECRET: signingSecret,
  SLACK_BOT_TOKEN: botToken,
  ...(slackApiUrl === undefined ? {} : { SLACK_API_URL: slackApiUrl }),
});

/** The environment of a Lambda, with credentials of its execution role. */
export const environmentOf = (name: LambdaName, options: EnvironmentOptions): Record<string, string> => {
  const { aws } = options;
  const { accessKeyId, secretAccessKey, sessionToken } = aws.issueSession({
    roleArn: lambdaRoleArn(name),
    sessionName: `assume-bot-${name}`,
    durationSeconds: 365 * 86_400,
  });
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken ?? '',
    AWS_REGION: aws.region,
    AWS_ENDPOINT_URL: aws.url,
    AWS_LAMBDA_FUNCTION_NAME: `assume-bot-${name}`,
    ASSUME_TABLE: TABLE_NAME,
    ASSUME_QUEUE_URL: aws.queue(QUEUE_NAME).url,
    ASSUME_CATALOG: options.catalogPath,
    ASSUME_EXTERNAL_ID: EXTERNAL_ID,
    ...(name === 'reconcile' ? { ASSUME_AUDIT_BUCKET: AUDIT_BUCKET } : {}),
    ...(name === 'api' ? {} : slackVariables(options)),
  };
};
