import { Argument } from '@commander-js/extra-typings';
import { parseSlackUserId } from '../../functions/core/names.ts';
import type { Lockdown } from '../../functions/core/request/lockdown.ts';
import { hubText } from '../../functions/core/text/cli/hub.ts';
import { lockdownText } from '../../functions/core/text/cli/lockdown.ts';
import { revokeText } from '../../functions/core/text/cli/revoke.ts';
import { explainAdminRefusal } from '../../functions/core/text/explain-admin.ts';
import { createSetLockdown } from '../../functions/usecases/answering/administer.ts';
import { createCachedDirectory } from '../../functions/usecases/answering/cached-directory.ts';
import type { LockdownStore } from '../../functions/usecases/ports.ts';
import { callerArn, stsOf } from '../cli/aws-identity.ts';
import { loadCatalog } from '../cli/catalog.ts';
import { type Cli, CliCommand } from '../cli/command.ts';
import { logOf, openQueue, openStores } from '../cli/connect.ts';
import { parsedBy, Refused, UsageError } from '../cli/errors.ts';
import { readSettings } from '../cli/hub-settings.ts';
import type { Io } from '../cli/io.ts';
import { withCatalog, withHub } from '../cli/options.ts';
import { waitUntil } from '../cli/wait.ts';

const WAIT = { everyMs: 2000, mostSeconds: 300 };
const { options: about } = lockdownText;

/** The lockdown when all access has ended in AWS, or when the time to wait is over. */
const waitForEnd = async (io: Io, lockdowns: Pick<LockdownStore, 'read'>): Promise<Lockdown | undefined> => {
  io.err(lockdownText.waiting);
  await waitUntil(io.clock, WAIT, async () => (await lockdowns.read())?.announced === 'done');
  return lockdowns.read();
};

export const lockdown = ({ io, print }: Cli) =>
  withHub(
    withCatalog(
      new CliCommand('lockdown', lockdownText)
        .addArgument(new Argument('<state>', lockdownText.arguments.state).choices(['on', 'off', 'status'] as const))
        .option('--as <admin>', about.as)
        .option('--reason <text>', about.reason)
        .option('--wait', about.wait),
    ),
  ).action(
    print(async (state, options) => {
      const settings = readSettings(io, options);
      const stores = openStores(settings, io);
      if (state === 'status') {
        const stored = await stores.lockdowns.read();
        const lines = lockdownText.described(stored);
        return { code: stored?.isOn === true ? 1 : 0, json: { lockdown: stored ?? null }, lines };
      }

      const reason = options.reason?.trim();
      if (!reason) throw new UsageError(lockdownText.noReason);
      if (options.as === undefined) throw new UsageError(lockdownText.noAdmin);
      const id = parsedBy(parseSlackUserId, options.as, (why) => hubText.invalidOption('as', why));
      const catalog = await loadCatalog(io, options, settings);
      const { workspace } = await stores.directory.read();
      const set = createSetLockdown({
        catalog,
        directory: createCachedDirectory(stores.directory, io.clock),
        lockdowns: stores.lockdowns,
        refusals: stores.refusalsFor(catalog.settings.retentionDays),
        queue: openQueue(settings),
        clock: io.clock,
        log: logOf(io),
      });
      const outcome = await set({
        actor: { id, teamId: workspace?.teamId ?? '' },
        isOn: state === 'on',
        why: revokeText.signed(reason, await callerArn(stsOf(settings.connection, settings.keys))),
        text: `lockdown ${state} ${reason}`,
      });
      if (outcome.kind === 'refused') {
        const { why, next } = explainAdminRefusal(outcome.refusal, catalog);
        throw new Refused(`${why} ${next}`);
      }
      const isWaiting = state === 'on' && options.wait === true;
      const stored = isWaiting ? await waitForEnd(io, stores.lockdowns) : outcome.lockdown;
      const isLate = isWaiting && stored?.announced !== 'done';
      const isUnchanged = outcome.kind === 'already_set';
      return {
        code: isLate ? 3 : isUnchanged ? 1 : 0,
        json: { lockdown: stored, wasTurned: !isUnchanged },
        lines: [...(isUnchanged ? [lockdownText.unchanged(state)] : []), ...lockdownText.described(stored)],
      };
    }),
  );
