import { nearest } from '../functions/core/nearest.ts';
import { operatorsFit } from '../lib/inspector-policies.ts';
import { DEFAULTS, FIELDS, type Settings } from '../lib/settings/settings.ts';

/** Settings stand in the CDK context under this prefix, in cdk.json, cdk.context.json or behind `-c`. */
export const PREFIX = 'assume-bot:';

/** What has no default and is needed. */
const REQUIRED = {
  externalId: '`openssl rand -hex 16` makes one; it has to be the same wherever a manager role is deployed',
  hubAccount:
    'the 12 digits of the AWS account that runs the bot; it is taken from your AWS credentials when there are any',
  region: 'such as eu-central-1; it is taken from your AWS profile when there is one',
} as const;

export type SettingsReading =
  | { readonly kind: 'ok'; readonly settings: Settings }
  | { readonly kind: 'invalid'; readonly mistakes: readonly string[] };

type Context = Readonly<Record<string, unknown>>;

const unknownSetting = (name: string): string => {
  const names = Object.keys(FIELDS);
  const [likely] = nearest(name, names, 1);
  const hint = likely === undefined ? `known are ${names.join(', ')}` : `did you mean ${PREFIX}${likely}?`;
  return `${PREFIX}${name} is not a setting; ${hint}`;
};

/** What does not fit together although each setting by itself is right. */
const contradictions = ({ auditLockDays, auditBucket, operators }: Context, given: Context): readonly string[] => [
  ...(Array.isArray(operators) && !operatorsFit(operators)
    ? [`${PREFIX}operators are more than one trust policy holds; name a role that they share`]
    : []),
  ...(('auditLockDays' in given || 'auditLockMode' in given) && auditBucket !== true
    ? [
        `${PREFIX}auditLockDays and ${PREFIX}auditLockMode do nothing (${auditLockDays} days) without ${PREFIX}auditBucket`,
      ]
    : []),
  ...('slackBotTokenArn' in given !== 'slackSigningSecretArn' in given
    ? [`${PREFIX}slackBotTokenArn and ${PREFIX}slackSigningSecretArn: give both, or neither and the stack makes both`]
    : []),
  ...('slackSecretsKeyArn' in given && !('slackBotTokenArn' in given)
    ? [
        `${PREFIX}slackSecretsKeyArn is for secrets of your own; ${PREFIX}customerKey encrypts those that the stack makes`,
      ]
    : []),
];

/** Reads all settings out of a CDK context, or names every mistake at once. What is not ours is left alone. */
export const readSettings = (context: Context): SettingsReading => {
  const given = Object.fromEntries(
    Object.entries(context)
      .filter(([key, value]) => key.startsWith(PREFIX) && value !== undefined && value !== null)
      .map(([key, value]) => [key.slice(PREFIX.length), value]),
  );
  const mistakes: string[] = [];
  const values: Record<string, unknown> = { ...DEFAULTS };
  for (const [name, written] of Object.entries(given)) {
    if (!Object.hasOwn(FIELDS, name)) {
      mistakes.push(unknownSetting(name));
      continue;
    }
    const read = FIELDS[name as keyof typeof FIELDS](written);
    if ('mistake' in read) mistakes.push(`${PREFIX}${name} ${read.mistake}`);
    else values[name] = read.value;
  }
  for (const [name, help] of Object.entries(REQUIRED)) {
    if (!(name in given)) mistakes.push(`${PREFIX}${name} is missing: ${help}`);
  }
  mistakes.push(...contradictions(values, given));
  return mistakes.length > 0 ? { kind: 'invalid', mistakes } : { kind: 'ok', settings: values as unknown as Settings };
};
