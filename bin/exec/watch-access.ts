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

const EVERY_MS = 30_000;

/** Prints notices about the end of access to the standard error while a program runs. Returns a function that stops them. */
export const watchAccess = async (
  io: Io,
  { bundle, catalog, readEnd }: { bundle: Bundle; catalog: Catalog; readEnd: () => Promise<Date | undefined> },
): Promise<() => void> => {
  const isExtendable = bundle.roles.every((name) => own<Role>(catalog.roles, name)?.rules.some(({ extend }) => extend));
  const { remindBeforeEndMinutes } = catalog.settings;
  const printNotice = (notice: AccessNotice, { endsAt }: WatchedAccess, now: Date): void =>
    io.err(text.notice(notice, { bundle: bundle.name, endsAt, isExtendable, now }));
  const first = await readEnd();
  if (first === undefined) {
    io.err(text.unknown(bundle.name));
    return () => {};
  }
  let watched: WatchedAccess = { endsAt: first, notified: 'start' };
  printNotice('starts', watched, io.clock.now());
  return io.every(EVERY_MS, async () => {
    if (!isEndNear(watched, io.clock.now(), remindBeforeEndMinutes)) return;
    const read = (await readEnd()) ?? watched.endsAt;
    const now = io.clock.now();
    const next = nextNotice(watched, read, now);
    watched = next.watched;
    if (next.notice !== undefined) printNotice(next.notice, watched, now);
  });
};
