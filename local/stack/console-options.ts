import type { ConsoleOptions } from '@assume-bot/local-console/options';
import type { Stack } from './create-stack.ts';
import { sourceRoleArn } from './federated-seed.ts';
import { HUB_ACCOUNT, TABLE_NAME } from './names.ts';

/** The part of a stack that the console needs. */
export type ConsoleStack = Pick<Stack, 'lambdas' | 'catalog' | 'url'> & {
  readonly aws: Pick<Stack['aws'], 'url' | 'region'>;
  readonly slack: Pick<Stack['slack'], 'url'>;
};

/** Describes a stack to the web console, which reaches the local AWS and the local Slack by URL. */
export const consoleOptions = (
  { aws, slack, lambdas, catalog, url }: ConsoleStack,
  walk?: ConsoleOptions['walk'],
): ConsoleOptions => ({
  ...(walk === undefined ? {} : { walk }),
  url,
  awsUrl: aws.url,
  region: aws.region,
  slackUrl: slack.url,
  catalog: {
    ...catalog,
    bundles: { ...catalog.bundles },
    people: Object.fromEntries(
      Object.entries(catalog.people).map(([id, person]) => [
        id,
        person.kind === 'federated' ? { ...person, signInRoleArn: sourceRoleArn(person.roleArnPattern) } : person,
      ]),
    ),
  },
  table: { name: TABLE_NAME, accountId: HUB_ACCOUNT },
  functions: Object.values(lambdas),
});
