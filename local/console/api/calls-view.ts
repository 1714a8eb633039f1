import type { CallRecord } from '../../aws/types.ts';
import type { Stack } from '../../stack/create-stack.ts';
import type { CallView } from '../protocol.ts';

const MOST_SHOWN = 160;

/** Calls of a root user are the console's own reading, or a script's. */
const isReading = ({ caller }: CallRecord): boolean => caller.endsWith(':root');

/** Who called, by a name people know: a Lambda, a person, or a person in a role. */
export const actorOf = (caller: string, managerRoles: ReadonlySet<string>): string => {
  const [kind = '', ...path] = (caller.split(':')[5] ?? '').split('/');
  if (kind === 'user') return path.at(-1) ?? '';
  if (kind !== 'assumed-role') return caller === '' ? 'somebody' : caller;
  const [role = '', session = ''] = path;
  if (managerRoles.has(role)) return 'reconcile';
  return role.startsWith('assume-bot-') ? role.slice('assume-bot-'.length) : `${session} as ${role}`;
};

/** What the bot and the people called lately, oldest first: AWS, Slack, and what Slack sent to the bot. */
export const viewCalls = ({ aws, slack, catalog }: Pick<Stack, 'aws' | 'slack' | 'catalog'>): readonly CallView[] => {
  const managerRoles = new Set(catalog.accounts.map(({ managerRoleName }) => managerRoleName));
  const nameOf = (userId: string | undefined): string =>
    userId === undefined ? 'Slack' : (slack.directory.user(userId)?.name ?? userId);

  const placeOf = (id: unknown): string => {
    const channel = typeof id === 'string' ? slack.directory.channel(id) : undefined;
    if (channel === undefined) return typeof id === 'string' ? id : '';
    return channel.kind === 'im' ? `direct, ${channel.members.map(nameOf).join(' and ')}` : `#${channel.name}`;
  };

  const toAws = aws
    .calls()
    .filter((call) => !isReading(call))
    .slice(-MOST_SHOWN)
    .map(
      ({ sequence, at, service, operation, resource, caller, durationMs, error }): CallView => ({
        id: `aws-${sequence}`,
        at: at.toISOString(),
        service,
        operation,
        // The bot has one table and one queue: their names say nothing.
        about: service === 'dynamodb' || service === 'sqs' ? '' : resource,
        actor: actorOf(caller, managerRoles),
        tookMs: durationMs,
        ...(error === undefined ? {} : { error }),
      }),
    );
  const slackCalls = slack.calls();
  const toSlack = slackCalls.slice(-MOST_SHOWN).map(
    ({ at, method, arguments: given, error }, index): CallView => ({
      id: `slack-${Math.max(0, slackCalls.length - MOST_SHOWN) + index}`,
      at,
      service: 'slack',
      operation: method,
      about: placeOf(given['channel']),
      actor: 'bot',
      ...(error === undefined ? {} : { error }),
    }),
  );
  const deliveries = slack.deliveries();
  const toBot = deliveries.slice(-MOST_SHOWN).map(
    ({ at, kind, user, status, error, tookMs }, index): CallView => ({
      id: `bot-${Math.max(0, deliveries.length - MOST_SHOWN) + index}`,
      at,
      service: 'bot',
      operation: kind,
      about: '',
      actor: nameOf(user),
      tookMs,
      ...(error !== undefined ? { error } : status === 200 ? {} : { error: `HTTP ${status}` }),
    }),
  );
  return [...toAws, ...toSlack, ...toBot]
    .toSorted((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0))
    .slice(-MOST_SHOWN);
};
