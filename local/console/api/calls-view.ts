import type { ConsoleCatalog } from '../options.ts';
import type { CallView, SlackView } from '../protocol.ts';
import type { AwsCallRecord, LocalAwsApi } from '../upstream/local-aws.ts';
import type { DeliveryRecord, LocalSlackApi, SlackCallRecord } from '../upstream/local-slack.ts';

/** How many calls the page shows. */
const MAX_CALLS = 160;

/** The root user is used only by the console and by scripts. */
const isOfConsole = ({ caller }: AwsCallRecord): boolean => caller.endsWith(':root');

/** The caller by a name that users know: a function of the bot, a user, or a user in a role. */
export const actorOf = (caller: string, managerRoles: ReadonlySet<string>): string => {
  const [kind = '', ...path] = (caller.split(':')[5] ?? '').split('/');
  if (kind === 'user') return path.at(-1) ?? '';
  if (kind !== 'assumed-role') return caller === '' ? 'unknown' : caller;
  const [role = '', session = ''] = path;
  if (managerRoles.has(role)) return 'reconcile';
  return role.startsWith('assume-bot-') ? role.slice('assume-bot-'.length) : `${session} as ${role}`;
};

const awsCall = (call: AwsCallRecord, managerRoles: ReadonlySet<string>): CallView => ({
  id: `aws-${call.sequence}`,
  at: call.at,
  service: call.service,
  operation: call.operation,
  // The bot has one table and one queue, so their names are omitted.
  about: call.service === 'dynamodb' || call.service === 'sqs' ? '' : call.resource,
  actor: actorOf(call.caller, managerRoles),
  tookMs: call.durationMs,
  ...(call.error === undefined ? {} : { error: call.error }),
});

const namesIn = ({ users, channels }: SlackView) => {
  const userName = (id: string): string => users.find((user) => user.id === id)?.name ?? id;
  return {
    userName,
    channelName: (id: unknown): string => {
      const channel = channels.find((one) => one.id === id);
      if (channel === undefined) return typeof id === 'string' ? id : '';
      return channel.kind === 'im' ? `direct, ${channel.members.map(userName).join(' and ')}` : `#${channel.name}`;
    },
  };
};

type Names = ReturnType<typeof namesIn>;

/** Adds an ID that stays the same while older records are dropped: the time, and a number within that time. */
const withIds = <T extends { readonly at: string }>(source: string, records: readonly T[]) => {
  const counts = new Map<string, number>();
  return records.map((record) => {
    const count = counts.get(record.at) ?? 0;
    counts.set(record.at, count + 1);
    return { ...record, id: `${source}-${record.at}-${count}` };
  });
};

const slackCall = (call: SlackCallRecord & { readonly id: string }, { channelName }: Names): CallView => ({
  id: call.id,
  at: call.at,
  service: 'slack',
  operation: call.method,
  about: channelName(call.arguments['channel']),
  actor: 'bot',
  ...(call.error === undefined ? {} : { error: call.error }),
});

const delivery = (record: DeliveryRecord & { readonly id: string }, { userName }: Names): CallView => {
  const error = record.error ?? (record.status === 200 ? undefined : `HTTP ${record.status}`);
  return {
    id: record.id,
    at: record.at,
    service: 'bot',
    operation: record.kind,
    about: '',
    actor: record.user === undefined ? 'Slack' : userName(record.user),
    tookMs: record.tookMs,
    ...(error === undefined ? {} : { error }),
  };
};

/** The latest calls to AWS, to Slack and to the bot. */
export interface CallsView {
  /** Reads the AWS calls since the last look, and returns them. Looks must not overlap. */
  look(): Promise<readonly AwsCallRecord[]>;
  /** The latest calls as of the last look, oldest first. Calls of the console are omitted. */
  latest(): Promise<readonly CallView[]>;
}

/** Creates the view. It keeps the latest AWS calls, so that each look reads only new calls. */
export const createCallsView = (aws: LocalAwsApi, slack: LocalSlackApi, catalog: ConsoleCatalog): CallsView => {
  const managerRoles = new Set(catalog.accounts.map(({ managerRoleName }) => managerRoleName));
  let awsCalls: readonly AwsCallRecord[] = [];
  let lastSequence = 0;

  const look = async (): Promise<readonly AwsCallRecord[]> => {
    const fresh = await aws.callsAfter(lastSequence);
    lastSequence = fresh.at(-1)?.sequence ?? lastSequence;
    awsCalls = [...awsCalls, ...fresh.filter((call) => !isOfConsole(call))].slice(-MAX_CALLS);
    return fresh;
  };

  return {
    look,
    latest: async () => {
      const [state, calls, deliveries] = await Promise.all([
        slack.state(),
        slack.calls(MAX_CALLS),
        slack.deliveries(MAX_CALLS),
      ]);
      const names = namesIn(state);
      return [
        ...awsCalls.map((call) => awsCall(call, managerRoles)),
        ...withIds('slack', calls).map((call) => slackCall(call, names)),
        ...withIds('bot', deliveries).map((record) => delivery(record, names)),
      ]
        .toSorted((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0))
        .slice(-MAX_CALLS);
    },
  };
};
