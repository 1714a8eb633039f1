import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseRoleArn } from '../../functions/core/names.ts';
import { parseDuration } from '../../functions/core/schedule/duration.ts';
import { CATALOG_OPTION, loadCatalog, rulesNamed } from '../cli/catalog.ts';
import { type Call, type Option, UsageError } from '../cli/command.ts';
import { readDeployed } from '../cli/deployed.ts';
import { PERSON_OPTIONS, personOf } from '../cli/person.ts';
import { hubOfSettings, type Settings } from '../cli/settings.ts';
import type { SessionRequest } from './get-session.ts';

/** The options of `creds` and `exec`. */
export const SESSION_OPTIONS: Readonly<Record<string, Option>> = {
  ...PERSON_OPTIONS,
  wait: { value: 'TIME', about: 'wait for access, up to this time, such as 10m' },
  duration: {
    value: 'TIME',
    about: 'the maximum duration of the session; default 1h. It never outlasts the access',
  },
  fresh: { about: 'do not use the cached session' },
  ...CATALOG_OPTION,
};

const minutesOf = (call: Call, option: string): number | undefined => {
  const text = call.text(option);
  if (text === undefined) return undefined;
  const parsed = parseDuration(text);
  if (parsed.kind === 'minutes') return parsed.minutes;
  throw new UsageError(`--${option}: ${parsed.why}; try ${parsed.tryThis}`);
};

/** STS issues sessions of 15 minutes to 12 hours. */
const LEAST_MINUTES = 15;
const MOST_MINUTES = 12 * 60;

/** A user of the local stack uses the catalog of the stack. */
const localCatalog = (call: Call): Settings | undefined => {
  const file = join(call.io.root, '.local', 'catalog.json');
  return call.flag('local') && existsSync(file) ? { kind: 'local', connection: {}, catalogPath: file } : undefined;
};

const hubNameOf = ({ io }: Call): { readonly hubName?: string } => {
  const hubName = io.environment['ASSUME_HUB_NAME'];
  return hubName ? { hubName } : {};
};

/** The session for a call. The role is a name in the catalog, or an ARN, which needs no catalog. */
export const sessionRequestOf = async (call: Call): Promise<SessionRequest> => {
  const name = call.word('NAME') ?? '';
  const arns = name.startsWith('arn:')
    ? [parseRoleArn(name)]
    : rulesNamed(await loadCatalog(call, localCatalog(call)), name).map(({ arn }) => arn);
  const [roleArn] = arns;
  if (roleArn === undefined || arns.length > 1)
    throw new UsageError(
      `${name} is a bundle of ${arns.length} roles, and a session is for one role: pass one of ${arns.join(', ')}`,
    );
  const minutes = minutesOf(call, 'duration') ?? 60;
  if (minutes < LEAST_MINUTES || minutes > MOST_MINUTES)
    throw new UsageError('--duration: STS issues sessions of 15m to 12h');
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
