import type { Stack } from '../../local/stack/create-stack.ts';

/** What `npm start` says once everything runs: where things are (`directory` as it was given), and the next three things to try. */
export const nextThings = ({ url, aws, slack }: Pick<Stack, 'url' | 'aws' | 'slack'>, directory: string): string => `
assume-bot runs on this machine, with no AWS and no Slack.

  web console    ${url}
  bot endpoint   ${url}/slack/events
  local AWS      ${aws.url}          (profiles in ${directory}/aws)
  local Slack    ${slack.apiUrl}

Open ${url} in a browser and play it through there: switch between people, ask, approve, and watch the trust
policy beside it. Or try it in another terminal:

  1. Use the role before anybody allowed it: AccessDenied.
       export AWS_CONFIG_FILE=${directory}/aws/config AWS_SHARED_CREDENTIALS_FILE=${directory}/aws/credentials
       aws s3api list-buckets --profile prod-s3

  2. Ask for it as random_user, and approve as bob.
       npm run say -- U0RANDOM "/assume prod-s3 2m INC-42 the report is stuck"
       npm run say -- U0BOB approve

  3. Use it; and again after two minutes, when it has ended by itself, the open session too.
       aws s3api list-buckets --profile prod-s3

Ctrl-C stops everything. What the bot does:
`;
