import { parseSlackUserId, type SlackUserId } from '../../functions/core/names.ts';
import type { Lockdown } from '../../functions/core/request/lockdown.ts';
import { explainAdminRefusal } from '../../functions/core/text/explain-admin.ts';
import { createCachedDirectory } from '../../functions/usecases/answering/cached-directory.ts';
import { createSetLockdown } from '../../functions/usecases/answering/set-lockdown.ts';
import { callerArn, stsOf } from '../cli/aws-identity.ts';
import { CATALOG_OPTION, loadCatalog } from '../cli/catalog.ts';
import { type Call, type Command, type Outcome, Refused, UsageError } from '../cli/command.ts';
import { logOf, openQueue, openStores } from '../cli/hub.ts';
import { HUB_OPTIONS, readSettings } from '../cli/settings.ts';
import { counted, shownTime } from '../cli/table.ts';

const WAIT_SECONDS = 300;
const EVERY_MS = 2000;

const adminOf = (call: Call): SlackUserId => {
  const text = call.text('as');
  if (text === undefined)
    throw new UsageError('pass an admin of the catalog with --as U0CAROL; messages in Slack name this admin');
  try {
    return parseSlackUserId(text);
  } catch (error) {
    throw new UsageError(`--as: ${(error as Error).message}`);
  }
};

const described = (lockdown: Lockdown | undefined): readonly string[] => {
  if (lockdown === undefined) return ['There was no lockdown yet.'];
  const { isOn, by, at, why, ended, told, outstanding } = lockdown;
  const head = `Lockdown is ${isOn ? 'ON' : 'off'} since ${shownTime(at)}, by ${by}: ${why}`;
  if (!isOn) return [head];
  const aws = {
    nothing: 'The worker has not started it yet.',
    ended: 'AWS is being updated.',
    done: 'All access has ended in AWS too.',
  };
  return [
    head,
    `${counted(ended.length, 'request')} ended or cancelled. ${told === 'outstanding' ? `${counted(outstanding, 'of them', 'of them')} not ended in AWS yet; retried every minute.` : aws[told]}`,
  ];
};

export const lockdown: Command = {
  name: 'lockdown',
  summary: 'end all access and refuse new requests, or lift the lockdown',
  about:
    'on: ends all open access, cancels all pending requests, and refuses new requests until the lockdown is lifted. off: allows new requests; ended access stays ended. status: shows the progress.\n' +
    'Equivalent to "/assume lockdown" in Slack, for use when Slack is unreachable. It acts as an admin of the catalog (--as) and adds your AWS identity to the reason. With --wait, the command waits until all access has ended in AWS.',
  positionals: [{ name: 'STATE', about: 'on, off or status' }],
  options: {
    as: { value: 'U0CAROL', about: 'the Slack user ID of the admin' },
    reason: { value: 'TEXT', about: 'the reason; it is recorded and sent to all affected users' },
    wait: { about: 'on: wait until all access has ended in AWS' },
    ...CATALOG_OPTION,
    ...HUB_OPTIONS,
  },
  examples: ['assume-bot lockdown on --as U0CAROL --reason "keys have leaked" --wait', 'assume-bot lockdown status'],
  run: async (call): Promise<Outcome> => {
    const { io } = call;
    const state = call.word('STATE');
    if (state !== 'on' && state !== 'off' && state !== 'status')
      throw new UsageError(`"lockdown ${state}" is unknown; use lockdown on, off or status`);
    const settings = readSettings(call);
    const stores = openStores(settings, io);
    if (state === 'status') {
      const standing = await stores.lockdowns.read();
      return {
        code: standing?.isOn === true ? 1 : 0,
        json: { lockdown: standing ?? null },
        lines: described(standing),
      };
    }

    const reason = call.text('reason')?.trim();
    if (!reason)
      throw new UsageError('pass a reason with --reason "..."; it is recorded and sent to all affected users');
    const id = adminOf(call);
    const catalog = await loadCatalog(call, settings);
    const { home } = await stores.directory.read();
    const set = createSetLockdown({
      catalog,
      directory: createCachedDirectory(stores.directory, io.clock),
      lockdowns: stores.lockdowns,
      refusals: stores.refusalsFor(catalog.settings.retentionDays),
      queue: openQueue(settings),
      clock: io.clock,
      log: logOf(io),
    });
    const operator = await callerArn(stsOf(settings.connection, settings.keys));
    const why = `${reason} (by ${operator}, on the command line)`;
    const outcome = await set({
      actor: { id, teamId: home?.teamId ?? '' },
      isOn: state === 'on',
      why,
      text: `lockdown ${state} ${reason}`,
    });
    if (outcome.kind === 'refused') {
      const explained = explainAdminRefusal(outcome.refusal, catalog);
      throw new Refused(`${explained.why} ${explained.next}`);
    }
    let standing: Lockdown | undefined = outcome.lockdown;
    if (state === 'on' && call.flag('wait')) {
      io.err('waiting until all access has ended in AWS ...');
      for (let waited = 0; standing?.told !== 'done' && waited < WAIT_SECONDS; waited += EVERY_MS / 1000) {
        await io.clock.pause(EVERY_MS);
        standing = await stores.lockdowns.read();
      }
    }
    const isLate = call.flag('wait') && state === 'on' && standing?.told !== 'done';
    const already = outcome.kind === 'stands_already' ? [`It was already ${state}; nothing was changed.`] : [];
    return {
      code: isLate ? 3 : outcome.kind === 'stands_already' ? 1 : 0,
      json: { lockdown: standing, wasTurned: outcome.kind === 'turned' },
      lines: [...already, ...described(standing)],
    };
  },
};
