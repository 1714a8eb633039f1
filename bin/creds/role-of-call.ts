import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseRoleArn } from '../../functions/core/names.ts';
import { parseDuration } from '../../functions/core/schedule/duration.ts';
import { CATALOG_OPTION, loadCatalog, rulesNamed } from '../cli/catalog.ts';
import type { Call, Option } from '../cli/command.ts';
import { UsageError } from '../cli/command.ts';
import { readDeployed } from '../cli/deployed.ts';
import { PERSON_OPTIONS, personOf } from '../cli/person.ts';
import { hubOfSettings, type Settings } from '../cli/settings.ts';
import type { SessionRequest } from './get-session.ts';

/** What `creds` and `exec` take. */
export const SESSION_OPTIONS: Readonly<Record<string, Option>> = {
  ...PERSON_OPTIONS,
  wait: { value: 'TIME', about: 'stay until access is there, for so long at most, such as 10m' },
  duration: {
    value: 'TIME',
    about: 'how long the session lasts at most; 1h unless given. It ends with the access in any case',
  },
  fresh: { about: 'do not use the session that is kept' },
  ...CATALOG_OPTION,
};

const minutesOf = (call: Call, option: string): number | undefined => {
  const text = call.text(option);
  if (text === undefined) return undefined;
  const parsed = parseDuration(text);
  if (parsed.kind === 'minutes') return parsed.minutes;
  throw new UsageError(`--${option}: ${parsed.why}; ${parsed.tryThis} would work`);
};

/** STS gives sessions of 15 minutes to 12 hours. */
const LEAST_MINUTES = 15;
const MOST_MINUTES = 12 * 60;

/** A person of the local stack asks by the catalog that it runs with. */
const localCatalog = (call: Call): Settings | undefined => {
  const file = join(call.io.root, '.local', 'catalog.json');
  return call.flag('local') && existsSync(file) ? { kind: 'local', connection: {}, catalogPath: file } : undefined;
};

const hubNameOf = ({ io }: Call): { readonly hubName?: string } => {
  const hubName = io.environment['ASSUME_HUB_NAME'];
  return hubName ? { hubName } : {};
};

/** The session that a call asks for. The role is one of the catalog, or an ARN, for which no catalog is needed. */
export const sessionRequestOf = async (call: Call): Promise<SessionRequest> => {
  const name = call.word('NAME') ?? '';
  const arns = name.startsWith('arn:')
    ? [parseRoleArn(name)]
    : rulesNamed(await loadCatalog(call, localCatalog(call)), name).map(({ arn }) => arn);
  const [roleArn] = arns;
  if (roleArn === undefined || arns.length > 1)
    throw new UsageError(
      `${name} is a bundle of ${arns.length} roles, and a session is of one: name one of ${arns.join(', ')}`,
    );
  const minutes = minutesOf(call, 'duration') ?? 60;
  if (minutes < LEAST_MINUTES || minutes > MOST_MINUTES)
    throw new UsageError('--duration: STS gives sessions of 15m to 12h');
  return {
    person: personOf(call),
    roleArn,
    hub: hubOfSettings({ ...readDeployed(call.io), ...hubNameOf(call) }),
    name,
    durationSeconds: minutes * 60,
    waitSeconds: (minutesOf(call, 'wait') ?? 0) * 60,
    isFresh: call.flag('fresh'),
  };
};
