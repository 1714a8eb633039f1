import type { Stack } from '../../local/stack/create-stack.ts';

/**
 * The text that `npm start` prints after everything has started: addresses, paths (with `directory` as given), and
 * three things to try.
 */
export const nextThings = ({ url, aws, slack }: Pick<Stack, 'url' | 'aws' | 'slack'>, directory: string): string => `
assume-bot is running on this machine, without AWS and without Slack.

  web console    ${url}
  bot endpoint   ${url}/slack/events
  local AWS      ${aws.url}          (profiles in ${directory}/aws)
  local Slack    ${slack.apiUrl}

Open ${url} in a browser to try it: switch between users, request a role, approve it, and watch the trust
policy change. Or try it in another terminal:

  1. Use the role before the request is approved: AccessDenied.
       export AWS_CONFIG_FILE=${directory}/aws/config AWS_SHARED_CREDENTIALS_FILE=${directory}/aws/credentials
       aws s3api list-buckets --profile prod-s3

  2. Request it as random_user, and approve as bob.
       npm run say -- U0RANDOM "/assume prod-s3 2m INC-42 the report is stuck"
       npm run say -- U0BOB approve

  3. Use it now, and again after two minutes: access has ended, for the open session too.
       aws s3api list-buckets --profile prod-s3

Ctrl-C stops everything. Log of the bot:
`;
