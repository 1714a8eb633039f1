import type { RoleRule } from '../../functions/core/catalog/catalog.ts';
import { type Grant, isOpen } from '../../functions/core/grant.ts';
import type { RoleArn } from '../../functions/core/names.ts';
import type { Request } from '../../functions/core/request/request.ts';
import { CATALOG_OPTION, loadCatalog, rulesNamed } from '../cli/catalog.ts';
import type { Command } from '../cli/command.ts';
import { openStores } from '../cli/hub.ts';
import { HUB_OPTIONS, readSettings } from '../cli/settings.ts';
import { counted, shownTime, textTable } from '../cli/table.ts';

/** Whether a grant belongs to a user: by Slack ID, session name or ARN. */
export const isOf = (grant: Grant, person: string): boolean => {
  const { by, principal } = grant;
  const names: readonly string[] = [
    by,
    principal.sessionName,
    ...(principal.kind === 'iam-user' ? [principal.arn] : []),
  ];
  return names.includes(person);
};

const stateOf = (grant: Grant, now: Date): string => {
  if (grant.state === 'refused') return `refused: ${grant.why ?? ''}`;
  if (!isOpen(grant, now)) return 'ended, still guarded';
  if (grant.startsAt > now) return 'begins later';
  return grant.state === 'confirmed' ? 'active' : 'being set up';
};

export const grants: Command = {
  name: 'grants',
  summary: 'list who holds which roles and until when',
  about:
    'Lists the open grants from the table: access that is in the trust policies or is being set up. Includes roles that were removed from the catalog and still have grants. Changes nothing.',
  options: {
    role: { value: 'NAME', about: 'only this role, or the roles of this bundle' },
    person: { value: 'WHO', about: 'only this user: a Slack user ID, an IAM user name, a session name or an ARN' },
    all: { about: 'include ended grants whose sessions are still guarded, and refused grants' },
    ...CATALOG_OPTION,
    ...HUB_OPTIONS,
  },
  examples: ['assume-bot grants', 'assume-bot grants --role prod-s3 --json'],
  run: async (call) => {
    const { io } = call;
    const settings = readSettings(call);
    const catalog = await loadCatalog(call, settings);
    const stores = openStores(settings, io);
    const [role, person] = [call.text('role'), call.text('person')];
    const nameOfRole = new Map(Object.values<RoleRule>(catalog.roles).map(({ arn, name }) => [arn as string, name]));
    const wanted = role === undefined ? undefined : new Set(rulesNamed(catalog, role).map(({ arn }) => arn));

    const found: Grant[] = [];
    if (wanted === undefined) {
      // A role that was removed from the catalog can still have grants. Only a full scan finds them.
      for await (const item of stores.archive.items()) if (item.kind === 'grant') found.push(item.grant);
    } else {
      for (const arn of wanted) found.push(...(await stores.grants.ofRole(arn as RoleArn)).grants);
    }
    const now = io.clock.now();
    const listed = found
      .filter((grant) => call.flag('all') || isOpen(grant, now))
      .filter((grant) => person === undefined || isOf(grant, person))
      .sort((a, b) => a.endsAt.getTime() - b.endsAt.getTime());
    const ids = listed.map(({ requestId }) => requestId);
    const read = await stores.requests.getMany(ids, (id, cause) =>
      io.err(`request ${id} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`),
    );
    const requests = new Map<string, Request>(read.map((one) => [one.id, one]));
    const rows = listed.map((grant) => ({
      role: nameOfRole.get(grant.roleArn) ?? grant.roleArn,
      roleArn: grant.roleArn,
      person: grant.by,
      sessionName: grant.principal.sessionName,
      accountId: grant.principal.accountId,
      startsAt: grant.startsAt,
      endsAt: grant.endsAt,
      state: stateOf(grant, now),
      requestId: grant.requestId,
      reason: requests.get(grant.requestId)?.requested.reason ?? '',
    }));
    return {
      code: 0,
      json: { at: now, grants: rows },
      lines:
        rows.length === 0
          ? ['There are no open grants.']
          : [
              ...textTable(
                ['role', 'person', 'session', 'until', 'state', 'request', 'reason'],
                rows.map((row) => [
                  row.role,
                  row.person,
                  row.sessionName,
                  shownTime(row.endsAt),
                  row.state,
                  row.requestId,
                  row.reason,
                ]),
              ),
              '',
              `${counted(rows.length, 'grant')}.`,
            ],
    };
  },
};
