import type { Stack } from '../../local/stack/create-stack.ts';

/** The message of `npm start` when everything runs: the addresses (with `directory` as given) and three commands to try. */
export const nextThings = ({ url, aws, slack }: Pick<Stack, 'url' | 'aws' | 'slack'>, directory: string): string => `
assume-bot is running on this machine, without AWS and Slack.

  web console    ${url}
  bot endpoint   ${url}/slack/events
  local AWS      ${aws.url}          (profiles in ${directory}/aws)
  local Slack    ${slack.apiUrl}

Open ${url} in a browser and walk through a request: switch between users, request, approve, and watch the trust
policy change. Or use another terminal:

  1. Use the role without a grant: AccessDenied.
       export AWS_CONFIG_FILE=${directory}/aws/config AWS_SHARED_CREDENTIALS_FILE=${directory}/aws/credentials
       aws s3api list-buckets --profile prod-s3

  2. Request it as random_user, and approve as bob.
       npm run say -- U0RANDOM "/assume prod-s3 2m INC-42 the report is stuck"
       npm run say -- U0BOB approve

  3. Use it. After two minutes, access ends, including the open session.
       aws s3api list-buckets --profile prod-s3

Press Ctrl-C to stop. Log of the bot:
`;
