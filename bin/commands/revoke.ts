import type { Catalog } from '../../functions/core/catalog/catalog.ts';
import type { RoleArn } from '../../functions/core/names.ts';
import { isRequestId, type RequestId } from '../../functions/core/request/ids.ts';
import { revokeText } from '../../functions/core/text/cli/revoke.ts';
import { isHeldBy, isOpen } from '../../functions/core/trust/grant.ts';
import { createRevoke, type Revoking } from '../../functions/usecases/operating/revoke.ts';
import type { GrantStore } from '../../functions/usecases/ports.ts';
import { callerArn, stsOf } from '../cli/aws-identity.ts';
import { rulesNamed } from '../cli/catalog.ts';
import { type Cli, CliCommand } from '../cli/command.ts';
import { logOf, openHub, openQueue } from '../cli/connect.ts';
import { Refused, UsageError } from '../cli/errors.ts';
import type { Io } from '../cli/io.ts';
import { withCatalog, withHub } from '../cli/options.ts';
import { createRoleChecks, MOST_SECONDS } from '../cli/wait.ts';

const { arguments: argumentText, options: about } = revokeText;

interface Ended {
  readonly id: RequestId;
  readonly roles: readonly RoleArn[];
  readonly who: string;
  readonly target: string;
}

/** What was ended, or why nothing was. */
const resultOf = (id: RequestId, outcome: Revoking): Ended | string => {
  switch (outcome.kind) {
    case 'revoked': {
      const { requested } = outcome.request;
      return { id, roles: requested.roles.map(({ arn }) => arn), who: requested.by, target: requested.target };
    }
    case 'rows_ended':
      return { id, roles: outcome.roles, who: revokeText.someone, target: revokeText.unreadable };
    case 'unknown':
      return revokeText.unknown(id);
    case 'still_pending':
      return revokeText.stillPending(id);
    case 'already_closed':
      return revokeText.alreadyClosed(id, outcome.request.status.kind);
    default:
      return outcome satisfies never;
  }
};

interface Held {
  readonly io: Io;
  readonly catalog: Catalog;
  readonly grants: Pick<GrantStore, 'ofRole'>;
}

/** The requests to end: one by its ID, or those by which a user holds a role. */
const requestIds = async (
  { io, catalog, grants }: Held,
  what: string,
  role: string | undefined,
): Promise<readonly RequestId[]> => {
  if (role === undefined) {
    if (isRequestId(what)) return [what];
    throw new UsageError(revokeText.notARequestId(what));
  }
  const now = io.clock.now();
  const partitions = await Promise.all(rulesNamed(catalog, role).map(({ arn }) => grants.ofRole(arn)));
  const held = partitions.flatMap((one) => one.grants).filter((grant) => isOpen(grant, now) && isHeldBy(grant, what));
  if (held.length === 0) throw new Refused(revokeText.notHeld(what, role));
  return [...new Set(held.map(({ requestId }) => requestId))];
};

export const revoke = ({ io, print }: Cli) =>
  withHub(
    withCatalog(
      new CliCommand('revoke', revokeText)
        .argument('<what>', argumentText.what)
        .argument('[role]', argumentText.role)
        .option('--reason <text>', about.reason)
        .option('--wait', about.wait),
    ),
  ).action(
    print(async (what, role, options) => {
      const reason = options.reason?.trim();
      if (!reason) throw new UsageError(revokeText.noReason);
      const { settings, catalog, stores } = await openHub(io, options);

      const ids = await requestIds({ io, catalog, grants: stores.grants }, what, role);
      const why = revokeText.signed(reason, await callerArn(stsOf(settings.connection, settings.keys)));
      const end = createRevoke({
        ...stores,
        roles: Object.values(catalog.roles).map(({ arn }) => arn),
        queue: openQueue(settings),
        clock: io.clock,
        log: logOf(io),
      });
      const checks = createRoleChecks(stores.grants, io.clock);
      const results: (Ended | string)[] = [];
      for (const id of ids) {
        const [known] = await stores.requests.getMany([id], () => {});
        for (const { arn } of known?.requested.roles ?? []) await checks.note(arn);
        results.push(resultOf(id, await end(id, why)));
      }
      const revoked = results.filter((result) => typeof result !== 'string');
      const refused = results.filter((result) => typeof result === 'string');
      const late: RoleArn[] = [];
      for (const arn of options.wait ? new Set(revoked.flatMap(({ roles }) => roles)) : []) {
        io.err(revokeText.waiting(arn));
        if (!(await checks.wait(arn))) late.push(arn);
      }
      return {
        code: late.length > 0 ? 3 : refused.length > 0 ? 1 : 0,
        json: { revoked, refused, notClosedYet: late },
        lines: [
          ...revoked.map(({ who, target, id }) => revokeText.done(who, target, id)),
          ...refused,
          ...late.map((arn) => revokeText.late(arn, MOST_SECONDS)),
        ],
      };
    }),
  );
