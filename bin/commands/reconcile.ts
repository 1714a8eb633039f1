import { rolesOf } from '../../functions/core/catalog/lookup.ts';
import { parseRoleArn, type RoleArn } from '../../functions/core/names.ts';
import { reconcileText } from '../../functions/core/text/cli/reconcile.ts';
import { loadCatalog, rulesNamed } from '../cli/catalog.ts';
import { type Cli, CliCommand } from '../cli/command.ts';
import { openQueue, openStores } from '../cli/connect.ts';
import { UsageError } from '../cli/errors.ts';
import { readSettings } from '../cli/hub-settings.ts';
import { withCatalog, withHub } from '../cli/options.ts';
import { createRoleChecks, MOST_SECONDS } from '../cli/wait.ts';

const { options: about } = reconcileText;

export const reconcile = ({ io, print }: Cli) =>
  withHub(
    withCatalog(
      new CliCommand('reconcile', reconcileText)
        .argument('[name]', reconcileText.arguments.name)
        .option('--all', about.all)
        .option('--wait', about.wait),
    ),
  ).action(
    print(async (name, options) => {
      const { all = false, wait = false } = options;
      if ((name === undefined) === !all) throw new UsageError(reconcileText.noRole);
      const settings = readSettings(io, options);
      const roleArns = async (): Promise<readonly RoleArn[]> => {
        // A role that was removed from the catalog may still have grants.
        if (name?.startsWith('arn:')) return [parseRoleArn(name)];
        const catalog = await loadCatalog(io, options, settings);
        const rules = name === undefined ? rolesOf(catalog) : rulesNamed(catalog, name);
        return rules.map(({ arn }) => arn);
      };
      const arns = await roleArns();
      const queue = openQueue(settings);
      const checks = wait ? createRoleChecks(openStores(settings, io).grants, io.clock) : undefined;
      for (const arn of arns) {
        await checks?.note(arn);
        await queue.wake({ kind: 'role', arn });
        io.err(reconcileText.wakingUp(arn));
      }
      const late: RoleArn[] = [];
      for (const arn of arns) if (checks !== undefined && !(await checks.wait(arn))) late.push(arn);
      return {
        code: late.length > 0 ? 3 : 0,
        json: { roles: arns, waited: wait, notSeenYet: late },
        lines: [
          ...arns.filter((arn) => !late.includes(arn)).map((arn) => reconcileText.done(arn, wait)),
          ...late.map((arn) => reconcileText.late(arn, MOST_SECONDS)),
        ],
      };
    }),
  );
