import { partitionOfRegion } from '../../lib/partition.ts';

type Values = Readonly<Record<string, unknown>>;

/** An ARN in the partition, region and account of the hub; `variant` replaces the placeholders. */
const arn = (service: string, resource: string): string => `arn:PARTITION:${service}:REGION:999999999999:${resource}`;
const OWN = {
  slackBotTokenArn: arn('ssm', 'parameter/slack/token'),
  slackSigningSecretArn: arn('ssm', 'parameter/slack/s'),
};
const SECRET = arn('secretsmanager', 'secret:slack/token-a1b2c3');
const OPERATOR = 'arn:PARTITION:iam::111111111111:role/ops';

/** The alternatives of a deployment. Settings that depend on each other are one alternative. The first is the default. */
export const ALTERNATIVES: Readonly<Record<string, readonly Values[]>> = {
  partition: [{ region: 'eu-central-1' }, { region: 'us-gov-west-1' }, { region: 'cn-north-1' }],
  roles: [{}, { roles: 'listed' }, { roles: 'path' }],
  users: [{}, { users: 'tagged' }, { users: 'path' }],
  operators: [{}, { operators: [OPERATOR] }],
  organization: [{}, { organizationId: 'o-a1b2c3d4e5' }],
  rotation: [{}, { otherExternalId: 'fedcba9876543210' }],
  boundary: [{}, { permissionsBoundary: 'team/boundary' }],
  secrets: [
    {},
    { ...OWN, slackSecretsKeyArn: arn('kms', 'key/1-2') },
    { slackBotTokenArn: SECRET, slackSigningSecretArn: SECRET },
  ],
  onCall: [
    {},
    { pagerDutyTokenArn: SECRET },
    { pagerDutyTokenArn: SECRET, pagerDutyUrl: 'https://api.eu.pagerduty.com' },
  ],
  tickets: [{}, { jiraTokenArn: SECRET, jiraUrl: 'https://example.atlassian.net' }],
  slackApi: [{}, { slackApiUrl: 'https://slack-gov.com/api/' }],
  key: [{}, { customerKey: true }],
  tracing: [{}, { tracing: true }],
  concurrency: [{}, { reservedConcurrency: true }],
  protection: [{}, { terminationProtection: true }],
  keep: [{}, { keepData: false }],
  alarms: [
    {},
    { alarmEmail: 'ops@example.com', runbookUrl: 'https://git.example.com/runbook.md' },
    { alarmTopicArn: arn('sns', 'on-call') },
  ],
  audit: [
    {},
    { auditBucket: true, auditLockDays: 30, auditLockMode: 'GOVERNANCE' },
    { auditBucket: true, auditLockMode: 'COMPLIANCE' },
  ],
  limits: [{}, { requestsPerSecond: 1, requestBurst: 1, logRetentionDays: 7 }],
  names: [{}, { name: 'access', scpExemptPrincipals: ['arn:PARTITION:iam::*:role/admin-*'] }],
};

type Choice = Readonly<Record<string, number>>;

const names = Object.keys(ALTERNATIVES);
const countOf = (name: string): number => ALTERNATIVES[name]?.length ?? 0;
const pairsOf = (choice: Choice): readonly string[] =>
  names.flatMap((a, index) => names.slice(index + 1).map((b) => `${a}=${choice[a]} ${b}=${choice[b]}`));

/** Every pair of alternatives of two different kinds. */
export const everyPair = (): ReadonlySet<string> =>
  new Set(
    names.flatMap((a, index) =>
      names
        .slice(index + 1)
        .flatMap((b) =>
          Array.from(
            { length: countOf(a) * countOf(b) },
            (_, n) => `${a}=${n % countOf(a)} ${b}=${Math.floor(n / countOf(a))}`,
          ),
        ),
    ),
  );

/** Few deployments in which every pair of alternatives occurs together at least once. Chosen greedily, always the same. */
export const coveringChoices = (): readonly Choice[] => {
  const open = new Set(everyPair());
  const choices: Choice[] = [];
  while (open.size > 0) {
    const choice: Record<string, number> = {};
    for (const name of names) {
      const gains = Array.from({ length: countOf(name) }, (_, value) => {
        const trial = { ...choice, [name]: value };
        const sure = pairsOf(trial).filter((pair) => open.has(pair)).length;
        const possible = [...open].filter((pair) => pair.split(' ').includes(`${name}=${value}`)).length;
        return sure * 1_000 + possible;
      });
      choice[name] = gains.indexOf(Math.max(...gains));
    }
    choices.push(choice);
    for (const pair of pairsOf(choice)) open.delete(pair);
  }
  return choices;
};

/** The settings of a choice. */
export const settingsOf = (choice: Choice): Values => {
  const values: Values = Object.assign({}, ...names.map((name) => ALTERNATIVES[name]?.[choice[name] ?? 0] ?? {}));
  const region = String(values['region']);
  return JSON.parse(
    JSON.stringify(values).replaceAll('PARTITION', partitionOfRegion(region)).replaceAll('REGION', region),
  );
};
