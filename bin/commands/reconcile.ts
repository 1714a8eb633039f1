import type { RoleRule } from '../../functions/core/catalog/catalog.ts';
import { parseRoleArn, type RoleArn } from '../../functions/core/names.ts';
import { CATALOG_OPTION, loadCatalog, rulesNamed } from '../cli/catalog.ts';
import { type Command, UsageError } from '../cli/command.ts';
import { openQueue, openStores } from '../cli/hub.ts';
import { HUB_OPTIONS, readSettings } from '../cli/settings.ts';
import { lastLook, waitForLook } from '../cli/wait-for-look.ts';

const WAIT_SECONDS = 60;

export const reconcile: Command = {
  name: 'reconcile',
  summary: 'compare a role with its grants now, and fix differences',
  about:
    'Wakes the worker for one role, for the roles of a bundle, or for every role of the catalog. The worker restores changed statements of the bot, removes statements without a grant, and keeps foreign statements.\n' +
    'The reconcile function does the work, because the queue ensures that only one worker writes a role at a time. With --wait, the command waits until the work is done.',
  positionals: [{ name: 'NAME', about: 'a role or bundle of the catalog, or the ARN of a role', isOptional: true }],
  options: {
    all: { about: 'every role of the catalog' },
    wait: { about: 'wait until each role was checked' },
    ...CATALOG_OPTION,
    ...HUB_OPTIONS,
  },
  examples: ['assume-bot reconcile prod-s3 --wait', 'assume-bot reconcile --all'],
  run: async (call) => {
    const { io } = call;
    const name = call.word('NAME');
    if ((name === undefined) === !call.flag('all')) throw new UsageError('pass a role or bundle, or --all');
    const settings = readSettings(call);
    const arns = await (async (): Promise<readonly RoleArn[]> => {
      // A role that was removed from the catalog may still have grants.
      if (name?.startsWith('arn:')) return [parseRoleArn(name)];
      const catalog = await loadCatalog(call, settings);
      return (name === undefined ? Object.values<RoleRule>(catalog.roles) : rulesNamed(catalog, name)).map(
        ({ arn }) => arn,
      );
    })();
    const queue = openQueue(settings);
    const before = new Map<RoleArn, number>();
    const stores = call.flag('wait') ? openStores(settings, io) : undefined;
    for (const arn of arns) {
      if (stores !== undefined) before.set(arn, await lastLook(stores.grants, arn));
      await queue.wake({ kind: 'role', arn });
      io.err(`woken for ${arn}`);
    }
    const late: RoleArn[] = [];
    for (const [arn, seen] of before)
      if (stores !== undefined && !(await waitForLook(stores.grants, arn, seen, io, WAIT_SECONDS))) late.push(arn);
    const done = stores === undefined ? 'woken' : 'checked';
    return {
      code: late.length > 0 ? 3 : 0,
      json: { roles: arns, waited: stores !== undefined, notSeenYet: late },
      lines: [
        ...arns.filter((arn) => !late.includes(arn)).map((arn) => `${arn}: ${done}.`),
        ...late.map(
          (arn) => `${arn}: no worker finished within ${WAIT_SECONDS} s; see the log of the reconcile function.`,
        ),
      ],
    };
  },
};
