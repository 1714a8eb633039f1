import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { iamRegionOf } from '../../functions/adapters/iam/connection.ts';
import { USER_API } from '../../functions/contract.ts';
import { DEFAULT_PARTITION } from '../../functions/core/partitions.ts';
import { extendAccessText as text } from '../../functions/core/text/cli/extend-access.ts';
import { readDeployed } from '../cli/deployed.ts';
import { UsageError } from '../cli/errors.ts';
import { localFolder } from '../cli/files.ts';
import type { Io } from '../cli/io.ts';
import type { RoleUser } from '../cli/role-user.ts';
import type { SessionOptions } from '../creds/session-of-call.ts';
import { type AccessApi, createAccessApi } from './access-api.ts';

/** The API of the local stack, at the address that `npm start` wrote. */
const localUrl = (io: Io): string | undefined => {
  const file = join(localFolder(io), 'stack.json');
  if (!existsSync(file)) return undefined;
  const { url } = JSON.parse(readFileSync(file, 'utf8')) as { readonly url?: string };
  return url === undefined ? undefined : `${url}/${USER_API.stage}`;
};

const isLoopback = ({ hostname }: URL): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);

/** The address of the API. Throws UsageError unless it is https, because a signed request contains a session token. */
export const apiUrlOfCall = (io: Io, { local }: SessionOptions): string | undefined => {
  const url = local ? localUrl(io) : io.environment['ASSUME_API_URL'] || readDeployed(io).apiUrl;
  if (url === undefined) return undefined;
  const parsed = URL.parse(url);
  if (parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && isLoopback(parsed))) return url;
  throw new UsageError(text.notHttps(url));
};

/** The API of users, called as the user of a call. */
export const apiFor = (io: Pick<Io, 'clock'>, url: string, user: RoleUser): AccessApi =>
  createAccessApi({
    url,
    region: user.connection.region ?? iamRegionOf(DEFAULT_PARTITION),
    keysOf: async () => user.keys ?? (await user.sts.config.credentials()),
    now: () => io.clock.now(),
  });
