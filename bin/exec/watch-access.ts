import type { Bundle, Catalog, Role } from '../../functions/core/catalog/catalog.ts';
import { own } from '../../functions/core/catalog/lookup.ts';
import {
  type AccessNotice,
  isEndNear,
  nextNotice,
  type WatchedAccess,
} from '../../functions/core/terraform/remaining-access.ts';
import { remainingAccessText as text } from '../../functions/core/text/cli/remaining-access.ts';
import type { Io } from '../cli/io.ts';
import type { AccessApi, ApiAnswer, UserAccess } from './access-api.ts';
import type { ExtendAccess } from './extend-access.ts';

const EVERY_MS = 30_000;

export interface WatchOptions {
  readonly bundle: Bundle;
  readonly catalog: Catalog;
  /** Reads the end in IAM. Undefined if the user may not. */
  readonly readEnd: () => Promise<Date | undefined>;
  /** The API of users, if its address is known. It knows the end without a permission in IAM. */
  readonly api?: AccessApi | undefined;
  /** Asks for an extension at the time of the reminder. */
  readonly extend?: ExtendAccess | undefined;
}

/** Prints notices about the end of access to the standard error while a program runs. Returns a function that stops them. */
export const watchAccess = async (
  io: Io,
  { bundle, catalog, readEnd: readInIam, api, extend }: WatchOptions,
): Promise<() => void> => {
  let isStopped = false;
  const print = (line: string | undefined): void => {
    if (line !== undefined && !isStopped) io.err(line);
  };
  let access: ApiAnswer<UserAccess> | undefined;
  const readEnd = async (): Promise<Date | undefined> => {
    access = await api?.read(bundle.name);
    return access?.kind === 'ok' ? access.value.endsAt : readInIam();
  };
  const isExtendable = bundle.roles.every((name) => own<Role>(catalog.roles, name)?.rules.some(({ extend }) => extend));
  const { remindBeforeEndMinutes } = catalog.settings;
  const printNotice = (notice: AccessNotice, { endsAt }: WatchedAccess, now: Date): void =>
    print(text.notice(notice, { bundle: bundle.name, endsAt, isExtendable, isAsked: extend !== undefined, now }));
  const first = await readEnd();
  if (first === undefined) {
    io.err(text.unknown(bundle.name));
    if (access !== undefined) print(await extend?.(access));
    return () => {};
  }
  let watched: WatchedAccess = { endsAt: first, notified: 'start' };
  printNotice('starts', watched, io.clock.now());
  const stopLooking = io.every(EVERY_MS, async () => {
    if (!isEndNear(watched, io.clock.now(), remindBeforeEndMinutes)) return;
    const read = (await readEnd()) ?? watched.endsAt;
    const now = io.clock.now();
    const next = nextNotice(watched, read, now);
    watched = next.watched;
    if (next.notice !== undefined) printNotice(next.notice, watched, now);
    if (watched.notified === 'reminder' && access !== undefined) print(await extend?.(access));
  });
  return () => {
    isStopped = true;
    stopLooking();
    api?.stop();
  };
};
