import type { Principal } from '../../core/catalog/catalog.ts';
import { rolesOf } from '../../core/catalog/lookup.ts';
import { type TicketSystem, ticketSystems } from '../../core/catalog/ticket-evidence.ts';
import { defined } from '../../core/defined.ts';
import type {
  AccountFacts,
  Facts,
  RoleFacts,
  SlackFacts,
  TicketSystemFacts,
  UserFacts,
  WorkFacts,
} from '../../core/doctor/facts.ts';
import { namedInSlack } from '../../core/doctor/slack-scopes.ts';
import { TicketFault } from '../../core/fault.ts';
import { type AccountId, accountOf, type RoleArn, type UserArn } from '../../core/names.ts';
import type { Needs } from '../ports.ts';
import type {
  EndpointInspector,
  IamInspector,
  QueueInspector,
  SlackInspector,
  TableInspector,
} from './inspect-ports.ts';

type Deps = Needs<'catalog' | 'hub', { clock: 'now' }> & {
  readonly table: TableInspector;
  readonly queue: QueueInspector;
  readonly iam: IamInspector;
  /** Absent if the address of the bot is not known. */
  readonly endpoint?: EndpointInspector;
  /** Absent without a bot token. */
  readonly slack?: SlackInspector;
  /** Tries the credentials of each ticket system that they are known for. Each throws TicketFault. */
  readonly tickets?: Readonly<Partial<Record<TicketSystem, () => Promise<void>>>>;
  readonly stores: Needs<'due', { directory: 'read'; grants: 'ofRole' }>;
  readonly onProgress: (what: string) => void;
};

/** Reads everything that the bot depends on. Judges and writes nothing. */
export const createExamine = (deps: Deps) => {
  const { catalog, hub, clock, iam, stores, onProgress } = deps;
  const rules = rolesOf(catalog);

  const lookAtWork = async (): Promise<WorkFacts> => {
    try {
      const now = clock.now();
      const directory = await stores.directory.read();
      const due = await stores.due.due(now, (key) => onProgress(`an entry that is due and not known here: ${key}`));
      const partitions = await Promise.all(rules.map(({ arn }) => stores.grants.ofRole(arn)));
      const lastReadAt: Record<AccountId, Date> = {};
      for (const { state } of partitions) {
        if (state === undefined) continue;
        const account = accountOf(state.roleArn);
        if (state.seenAt > (lastReadAt[account] ?? new Date(0))) lastReadAt[account] = state.seenAt;
      }
      return {
        kind: 'seen',
        directory,
        overdue: due.length,
        ...defined({ oldestDueAt: due[0]?.dueAt }),
        grants: partitions.flatMap(({ grants }) => grants),
        lastReadAt,
      };
    } catch (fault) {
      const why = fault instanceof Error ? fault.message : String(fault);
      return { kind: 'not_seen', why: `What is stored could not be read: ${why}.`, fix: 'Fix the table first.' };
    }
  };

  const lookAtSlack = async (): Promise<SlackFacts> => {
    if (deps.slack === undefined) return { kind: 'no_token' };
    onProgress('Slack');
    return deps.slack.look(namedInSlack(catalog));
  };

  const lookAtTickets = async (): Promise<NonNullable<Facts['tickets']>> => {
    const seen: Partial<Record<TicketSystem, TicketSystemFacts>> = {};
    for (const system of ticketSystems(catalog)) {
      const check = deps.tickets?.[system];
      if (check === undefined) continue;
      onProgress('tickets');
      try {
        await check();
        seen[system] = { kind: 'seen' };
      } catch (fault) {
        if (!(fault instanceof TicketFault)) throw fault;
        const fix = 'Check its address, and the account and the token in its secret.';
        seen[system] = { kind: 'not_seen', why: fault.message, fix };
      }
    }
    return seen;
  };

  return async (): Promise<Facts> => {
    onProgress('table and queue');
    const [table, queue] = await Promise.all([deps.table.table(), deps.queue.queue()]);
    const work = await lookAtWork();
    const slack = await lookAtSlack();
    if (deps.endpoint !== undefined) onProgress("the bot's address");
    const endpoint = (await deps.endpoint?.endpoint()) ?? { kind: 'not_given' };

    const tickets = await lookAtTickets();
    const accounts: Record<AccountId, AccountFacts> = {};
    for (const { id, name } of catalog.accounts) {
      onProgress(`account ${name}`);
      accounts[id] = await iam.account(id);
    }
    const roles: Record<RoleArn, RoleFacts> = {};
    for (const { arn, name, accountId } of rules) {
      if (accounts[accountId]?.kind === 'not_seen') continue;
      onProgress(`role ${name}`);
      roles[arn] = await iam.role(arn);
    }
    const users: Record<UserArn, UserFacts> = {};
    for (const [id, person] of Object.entries<Principal>(catalog.people)) {
      if (person.kind !== 'iam-user' || accounts[person.accountId]?.kind === 'not_seen') continue;
      onProgress(`user ${id}`);
      users[person.arn] = await iam.user(person.arn);
    }
    return { now: clock.now(), catalog, hub, table, queue, work, slack, endpoint, tickets, accounts, roles, users };
  };
};
