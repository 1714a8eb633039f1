import { SETTING_PREFIX } from '../../functions/contract.ts';
import { nearest } from '../../functions/core/nearest.ts';
import { operatorsFit } from '../../lib/inspector-policies.ts';
import { partitionOfRegion } from '../../lib/partition.ts';
import { DEFAULTS, deploymentRoles, FIELDS, type Settings } from '../../lib/settings/settings.ts';

/** Required settings without a default. */
const REQUIRED = {
  externalId: '`openssl rand -hex 16` generates one; use the same value in every account with a manager role',
  hubAccount:
    'the 12 digits of the AWS account that runs the bot. Manager roles trust it, so it is never taken from your AWS credentials',
  region: 'the region that the bot runs in, such as eu-central-1. It is never taken from your AWS profile',
} as const;

export type SettingsReading =
  | { readonly kind: 'ok'; readonly settings: Settings }
  | { readonly kind: 'invalid'; readonly mistakes: readonly string[] };

type Context = Readonly<Record<string, unknown>>;

const unknownSetting = (name: string): string => {
  const names = Object.keys(FIELDS);
  const [likely] = nearest(name, names, 1);
  const hint =
    likely === undefined ? `the settings are ${names.join(', ')}` : `did you mean ${SETTING_PREFIX}${likely}?`;
  return `${SETTING_PREFIX}${name} is not a setting; ${hint}`;
};

/** Mistakes in combinations of settings that are valid separately. */
const contradictions = (values: Context, given: Context): readonly string[] => [
  ...inAnotherPartition(values),
  ...topicInAnotherRegion(values),
  ...contradictoryPairs(values, given),
];

/** ARNs of settings that name another partition than the region. Trust, keys and topics do not cross partitions. */
const inAnotherPartition = (values: Context): readonly string[] => {
  const { region } = values;
  if (typeof region !== 'string') return [];
  const partition = partitionOfRegion(region);
  return Object.entries(values).flatMap(([name, value]) =>
    [value]
      .flat()
      .filter((one): one is string => typeof one === 'string' && /^arn:/.test(one) && one.split(':')[1] !== partition)
      .map((arn) => `${SETTING_PREFIX}${name} names ${arn}, but ${region} is in the partition ${partition}`),
  );
};

/** CloudWatch refuses such a topic when the alarm is created: "Invalid region … specified" (known from public reports). */
const topicInAnotherRegion = ({ alarmTopicArn: arn, region }: Context): readonly string[] =>
  typeof arn !== 'string' || typeof region !== 'string' || arn.split(':')[3] === region
    ? []
    : [`${SETTING_PREFIX}alarmTopicArn names ${arn}, and alarms of ${region} can only notify topics in ${region}`];

const contradictoryPairs = ({ auditLockDays, auditBucket, operators }: Context, given: Context): readonly string[] => [
  ...(Array.isArray(operators) && !operatorsFit(operators)
    ? [`${SETTING_PREFIX}operators do not fit into one trust policy; list a role that they share`]
    : []),
  ...(('auditLockDays' in given || 'auditLockMode' in given) && auditBucket !== true
    ? [
        `${SETTING_PREFIX}auditLockDays and ${SETTING_PREFIX}auditLockMode have no effect (${auditLockDays} days) without ${SETTING_PREFIX}auditBucket`,
      ]
    : []),
  ...('otherExternalId' in given && given['otherExternalId'] === given['externalId']
    ? [`${SETTING_PREFIX}otherExternalId is the same as ${SETTING_PREFIX}externalId; it is only for a rotation`]
    : []),
  ...('slackBotTokenArn' in given !== 'slackSigningSecretArn' in given
    ? [
        `${SETTING_PREFIX}slackBotTokenArn and ${SETTING_PREFIX}slackSigningSecretArn: set both, or neither and the stack creates both`,
      ]
    : []),
  ...('jiraTokenArn' in given !== 'jiraUrl' in given
    ? [`${SETTING_PREFIX}jiraTokenArn and ${SETTING_PREFIX}jiraUrl: set both, or neither`]
    : []),
  ...('alarmEmail' in given && 'alarmTopicArn' in given
    ? [`${SETTING_PREFIX}alarmEmail and ${SETTING_PREFIX}alarmTopicArn: set one; subscribe the address to your topic`]
    : []),
  ...('slackSecretsKeyArn' in given && !('slackBotTokenArn' in given)
    ? [
        `${SETTING_PREFIX}slackSecretsKeyArn is for your own secrets; ${SETTING_PREFIX}customerKey encrypts the secrets that the stack creates`,
      ]
    : []),
];

/** Reads all settings from a CDK context, or returns every mistake at once. Ignores other context values. */
export const readSettings = (context: Context): SettingsReading => {
  const given = Object.fromEntries(
    Object.entries(context)
      .filter(([key, value]) => key.startsWith(SETTING_PREFIX) && value !== undefined && value !== null)
      .map(([key, value]) => [key.slice(SETTING_PREFIX.length), value]),
  );
  const mistakes: string[] = [];
  const values: Record<string, unknown> = { ...DEFAULTS };
  for (const [name, written] of Object.entries(given)) {
    if (!Object.hasOwn(FIELDS, name)) {
      mistakes.push(unknownSetting(name));
      continue;
    }
    const read = FIELDS[name as keyof typeof FIELDS](written);
    if ('mistake' in read) mistakes.push(`${SETTING_PREFIX}${name} ${read.mistake}`);
    else values[name] = read.value;
  }
  for (const [name, help] of Object.entries(REQUIRED)) {
    if (!(name in given)) mistakes.push(`${SETTING_PREFIX}${name} is missing: ${help}`);
  }
  values['scpExemptPrincipals'] ??= deploymentRoles(String(values['region']));
  mistakes.push(...contradictions(values, given));
  return mistakes.length > 0 ? { kind: 'invalid', mistakes } : { kind: 'ok', settings: values as unknown as Settings };
};
