import { SETTING_PREFIX } from '../../functions/contract.ts';
import { nearest } from '../../functions/core/nearest.ts';
import { operatorsFit } from '../../lib/inspector-policies.ts';
import { DEFAULTS, FIELDS, type Settings } from '../../lib/settings/settings.ts';

/** Required settings without a default. */
const REQUIRED = {
  externalId: '`openssl rand -hex 16` generates one; use the same value in every account with a manager role',
  hubAccount: 'the 12 digits of the AWS account that runs the bot; it defaults to the account of your AWS credentials',
  region: 'such as eu-central-1; it defaults to the region of your AWS profile',
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
const contradictions = ({ auditLockDays, auditBucket, operators }: Context, given: Context): readonly string[] => [
  ...(Array.isArray(operators) && !operatorsFit(operators)
    ? [`${SETTING_PREFIX}operators do not fit into one trust policy; list a role that they share`]
    : []),
  ...(('auditLockDays' in given || 'auditLockMode' in given) && auditBucket !== true
    ? [
        `${SETTING_PREFIX}auditLockDays and ${SETTING_PREFIX}auditLockMode have no effect (${auditLockDays} days) without ${SETTING_PREFIX}auditBucket`,
      ]
    : []),
  ...('slackBotTokenArn' in given !== 'slackSigningSecretArn' in given
    ? [
        `${SETTING_PREFIX}slackBotTokenArn and ${SETTING_PREFIX}slackSigningSecretArn: set both, or neither and the stack creates both`,
      ]
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
  mistakes.push(...contradictions(values, given));
  return mistakes.length > 0 ? { kind: 'invalid', mistakes } : { kind: 'ok', settings: values as unknown as Settings };
};
