import { rolesOf } from '../../functions/core/catalog/lookup.ts';
import { defined } from '../../functions/core/defined.ts';
import { grantsText } from '../../functions/core/text/cli/grants.ts';
import { shownTime } from '../../functions/core/text/cli/shared.ts';
import { phaseOf } from '../../functions/core/trust/grant.ts';
import { createListGrants } from '../../functions/usecases/operating/list-grants.ts';
import { rulesNamed } from '../cli/catalog.ts';
import { type Cli, CliCommand } from '../cli/command.ts';
import { openHub } from '../cli/connect.ts';
import { withCatalog, withHub } from '../cli/options.ts';
import { textTable } from '../cli/table.ts';

const { options: about } = grantsText;

export const grants = ({ io, print }: Cli) =>
  withHub(
    withCatalog(
      new CliCommand('grants', grantsText)
        .option('--role <name>', about.role)
        .option('--user <user>', about.user)
        .option('--all', about.all),
    ),
  ).action(
    print(async (options) => {
      const { catalog, stores } = await openHub(io, options);
      const { role, user, all } = options;
      const list = createListGrants({
        ...stores,
        clock: io.clock,
        onUnreadable: (id, cause) =>
          io.err(grantsText.unreadable(id, cause instanceof Error ? cause.message : String(cause))),
      });
      const roles = role === undefined ? undefined : rulesNamed(catalog, role).map(({ arn }) => arn);
      const found = await list({ ...defined({ roles, user }), isAll: all === true });
      const now = io.clock.now();
      const nameOf = new Map<string, string>(rolesOf(catalog).map(({ arn, name }) => [arn, name]));
      const rows = found.map(({ grant, reason }) => ({
        role: nameOf.get(grant.roleArn) ?? grant.roleArn,
        roleArn: grant.roleArn,
        user: grant.by,
        sessionName: grant.principal.sessionName,
        accountId: grant.principal.accountId,
        startsAt: grant.startsAt,
        endsAt: grant.endsAt,
        state: grantsText.state(phaseOf(grant, now), grant.why),
        requestId: grant.requestId,
        reason,
      }));
      const cells = rows.map((row) => [
        row.role,
        row.user,
        row.sessionName,
        shownTime(row.endsAt),
        row.state,
        row.requestId,
        row.reason,
      ]);
      return {
        code: 0,
        json: { at: now, grants: rows },
        lines:
          rows.length === 0
            ? [grantsText.none]
            : [...textTable(grantsText.columns, cells), '', grantsText.total(rows.length)],
      };
    }),
  );
