import { randomUUID } from 'node:crypto';
import { createEnvironmentCredentials, type Environment } from '../adapters/aws/environment-credentials.ts';
import { createFetchSecret } from '../adapters/aws/fetch-secret.ts';
import { type KeptSecret, NO_SECRET } from '../adapters/aws/kept-secret.ts';
import { createSecrets } from '../adapters/aws/secrets.ts';
import { createDynamoClient } from '../adapters/dynamodb/client.ts';
import { createDynamoDelegationStore } from '../adapters/dynamodb/delegation-store.ts';
import { createDynamoRefusalLog } from '../adapters/dynamodb/refusal-log.ts';
import { createDynamoStores } from '../adapters/dynamodb/stores.ts';
import { createDynamoUserAccessStore } from '../adapters/dynamodb/user-access-store.ts';
import { createOnCall } from '../adapters/oncall/on-call.ts';
import { createPagerDuty } from '../adapters/oncall/pager-duty.ts';
import { createSlackWeb } from '../adapters/slack/web.ts';
import { createSqsBacklog } from '../adapters/sqs/backlog.ts';
import { createComeBackIn, createSqsClient, sendThrough } from '../adapters/sqs/client.ts';
import { createSqsWakeQueue } from '../adapters/sqs/wake-queue.ts';
import { createCatalogFile } from '../adapters/system/catalog-file.ts';
import { createLambdaLog } from '../adapters/system/log.ts';
import { required } from '../adapters/system/required.ts';
import { createJira } from '../adapters/tickets/jira.ts';
import { createPagerDutyIncidents } from '../adapters/tickets/pager-duty-incidents.ts';
import { createTickets } from '../adapters/tickets/tickets.ts';
import { ENV } from '../contract.ts';
import { ticketSystems } from '../core/catalog/ticket-evidence.ts';
import { defined } from '../core/defined.ts';
import { DEFAULT_HUB_NAME, hubOf } from '../core/trust/policy-names.ts';
import type { Clock } from '../usecases/ports.ts';
import { createKeeper } from './keep-secrets.ts';

/** The stores, queue, Slack, catalog and log that the Lambdas in the background share. */
export const composeWorker = async (service: string, environment: Environment, clock: Clock) => {
  const credentials = createEnvironmentCredentials(environment);
  const readSecret = createSecrets(environment, createFetchSecret({ credentials }));
  const kept: KeptSecret[] = [];
  const secrets = () => kept.flatMap((secret) => secret.seen());
  const log = createLambdaLog({ service, secrets, environment, now: clock.now });
  const keep = createKeeper({ readSecret, environment, now: clock.now, log, kept });
  const [catalog, token] = await Promise.all([
    createCatalogFile(required(environment, ENV.catalog)).read(),
    keep(ENV.slackBotToken, 'botToken'),
  ]);
  const systems = ticketSystems(catalog);
  const usesPagerDuty =
    systems.has('pagerDuty') || Object.values(catalog.onCall ?? {}).some(({ kind }) => kind === 'pagerduty');
  const jiraToken = systems.has('jira') ? await keep(ENV.jiraToken, 'accountAndToken') : NO_SECRET;
  const pagerDutyToken = usesPagerDuty ? await keep(ENV.pagerDutyToken, 'other') : NO_SECRET;
  const table = {
    dynamo: createDynamoClient({ credentials }),
    tableName: required(environment, ENV.table),
  };
  const slack = createSlackWeb({
    token: { get: token.current, reread: token.reread },
    slackApiUrl: environment[ENV.slackApiUrl],
    clock,
    log,
  });
  const pagerDuty = createPagerDuty({
    token: pagerDutyToken,
    url: environment[ENV.pagerDutyUrl],
    personByEmail: slack.personByEmail,
  });
  const sqs = createSqsClient({ credentials });
  const queueUrl = required(environment, ENV.queueUrl);
  const { now } = clock;
  const incidents = createPagerDutyIncidents({ secret: pagerDutyToken, url: environment[ENV.pagerDutyUrl], now });
  const readJira = systems.has('jira')
    ? createJira({ secret: jiraToken, url: required(environment, ENV.jiraUrl), now }).read
    : undefined;
  return {
    catalog,
    hub: hubOf(environment[ENV.hubName] || DEFAULT_HUB_NAME),
    clock,
    log,
    credentials,
    ...createDynamoStores({ ...table, freshId: randomUUID, pause: clock.pause }),
    users: createDynamoUserAccessStore(table),
    delegations: createDynamoDelegationStore(table),
    refusals: createDynamoRefusalLog({ ...table, retentionDays: catalog.settings.retentionDays, freshId: randomUUID }),
    comeBackIn: createComeBackIn(sqs, queueUrl),
    backlog: createSqsBacklog(sqs, queueUrl),
    queue: createSqsWakeQueue(sendThrough(sqs), queueUrl, randomUUID),
    slack,
    onCall: createOnCall(catalog, pagerDuty),
    tickets: createTickets(
      { ...defined({ jira: readJira }), ...(systems.has('pagerDuty') ? { pagerDuty: incidents.read } : {}) },
      now,
    ),
  };
};
