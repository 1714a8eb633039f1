// Runs the walkthrough of the README on this machine. First: npm start -- --catalog examples/cross-account-role/access.yaml
import { walk } from '../local-stack.mjs';

const ROLE_QUERY = "Roles[?RoleName == 's3-list-role'].[RoleName, Arn]";

await walk(async ({ awsUrl, region, step, type, press, received, call }) => {
  step('A user of prod looks up the role');
  const listed = await call(['aws', 'iam', 'list-roles', '--profile', 'bob', '--query', ROLE_QUERY]);
  const [[, roleArn]] = JSON.parse(listed);
  const assume = [
    ...['aws', 'sts', 'assume-role', '--profile', 'random_user'],
    ...['--role-arn', roleArn, '--role-session-name', 'random_user'],
  ];

  step('random_user of utils cannot assume it');
  await call(assume, { refused: 'AccessDenied' });

  step('random_user requests the role, and an approver approves');
  await type('U0RANDOM', 'prod-s3 30m INC-42 the report is stuck');
  await press('U0BOB', 'approve', 'INC-42 the report is stuck');
  await received('U0RANDOM', 'You have access to `prod-s3`');

  step('Now random_user can assume it, with exported variables');
  const { Credentials: keys } = JSON.parse(await call(assume));
  const env = {
    AWS_ACCESS_KEY_ID: keys.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.SecretAccessKey,
    AWS_SESSION_TOKEN: keys.SessionToken,
    AWS_ENDPOINT_URL: awsUrl,
    AWS_DEFAULT_REGION: region,
  };
  await call(['aws', 'sts', 'get-caller-identity'], { env });
  await call(['aws', 's3api', 'list-buckets'], { env });

  step('It also works with a profile');
  await call(['aws', 's3api', 'list-buckets', '--profile', 'prod-s3']);

  step('random_user ends the access; the open session is denied too');
  await type('U0RANDOM', 'end prod-s3');
  await received('U0RANDOM', 'Your access to `prod-s3` has ended');
  await call(['aws', 's3api', 'list-buckets'], { env, refused: 'AccessDenied' });
  await call(assume, { refused: 'AccessDenied' });
});
