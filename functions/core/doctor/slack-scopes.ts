import { whosIn } from '../authority/on-call.ts';
import type { Catalog, Contact, Schedule, Who } from '../catalog/catalog.ts';
import { everyRule } from '../catalog/lookup.ts';
import type { SlackChannelId, SlackGroupId, SlackUserId } from '../names.ts';

/** A scope of the Slack app, and the feature that needs it. */
export interface NeededScope {
  readonly scope: string;
  readonly why: string;
  /** The bot works without it; only the doctor needs it. */
  readonly isOptional?: true;
}

const CHECKS_CHANNELS = { why: 'that doctor can check the channels of the catalog', isOptional: true } as const;

/** The minimal scopes for the features that a catalog uses. */
export const neededScopes = (catalog: Catalog): readonly NeededScope[] => {
  const isPaged = Object.values(catalog.onCall ?? {}).some(({ kind }) => kind === 'pagerduty');
  const scopes: NeededScope[] = [
    { scope: 'commands', why: 'the command /assume' },
    { scope: 'chat:write', why: 'cards, direct messages and answers' },
    { scope: 'channels:read', ...CHECKS_CHANNELS },
    { scope: 'groups:read', ...CHECKS_CHANNELS },
    { scope: 'users:read', why: 'that guests, bots and people of other workspaces are refused, and time zones' },
  ];
  if (namedGroups(catalog).length > 0)
    scopes.push({ scope: 'usergroups:read', why: 'the user groups that the catalog names' });
  if (catalog.byEmail !== undefined)
    scopes.push({ scope: 'users:read.email', why: 'people.byEmail: the AWS identity that follows from an e-mail' });
  else if (isPaged) scopes.push({ scope: 'users:read.email', why: 'onCall: the people of PagerDuty, by their e-mail' });
  return scopes;
};

const usersIn = (who: readonly (Who | Contact)[] = []): readonly string[] =>
  who.flatMap((one) => (one.kind === 'user' ? [one.id] : []));

const onDutyIn = (schedule: Exclude<Schedule, { kind: 'pagerduty' }>): readonly string[] => [
  ...new Set([...schedule.users, ...(schedule.kind === 'rotation' ? schedule.overrides.map(({ user }) => user) : [])]),
];

/** The users that a catalog names by Slack ID, with the places. */
export const namedPeople = ({
  people,
  roles,
  bundles,
  onCall,
  settings,
}: Catalog): ReadonlyMap<string, readonly string[]> => {
  const places: readonly (readonly [where: string, users: readonly string[]])[] = [
    ['people', Object.keys(people)],
    ...everyRule({ roles, bundles }).flatMap(({ name, approvers, requesters, when, escalation, emergency }) => [
      [`approvers of ${name}`, usersIn(approvers)] as const,
      [`requesters of ${name}`, [...usersIn(requesters), ...usersIn(when?.requester)]] as const,
      [`escalation of ${name}`, usersIn(escalation?.approvers)] as const,
      [`emergency of ${name}`, usersIn(emergency?.requesters)] as const,
      [`emergency contacts of ${name}`, usersIn(emergency?.contacts)] as const,
    ]),
    ...Object.entries(onCall ?? {}).map(
      ([name, schedule]) => [`onCall.${name}`, schedule.kind === 'pagerduty' ? [] : onDutyIn(schedule)] as const,
    ),
    ['admins', usersIn(settings.admins)],
  ];
  const named = places.flatMap(([where, users]) => users.map((id) => ({ id, where })));
  return new Map(
    [...Map.groupBy(named, ({ id }) => id)].map(([id, all]) => [id, [...new Set(all.map(({ where }) => where))]]),
  );
};

/** Everything of Slack that a catalog names. */
export const namedInSlack = (catalog: Catalog) => ({
  people: [...namedPeople(catalog).keys()] as SlackUserId[],
  groups: namedGroups(catalog) as SlackGroupId[],
  channels: [...namedChannels(catalog).keys()],
});

/** The channels that a catalog names, with the places. */
export const namedChannels = ({
  roles,
  bundles,
  settings,
}: Catalog): ReadonlyMap<SlackChannelId, readonly string[]> => {
  const named = [
    ...everyRule({ roles, bundles }).flatMap(({ name, channel, emergency }) => [
      { id: channel, where: name },
      ...(emergency?.contacts ?? []).flatMap((contact) =>
        contact.kind === 'channel' ? [{ id: contact.id, where: `emergency contacts of ${name}` }] : [],
      ),
    ]),
    ...(settings.operatorsChannel === undefined ? [] : [{ id: settings.operatorsChannel, where: 'operatorsChannel' }]),
  ];
  return new Map(
    [...Map.groupBy(named, ({ id }) => id)].map(([id, all]) => [id, [...new Set(all.map(({ where }) => where))]]),
  );
};

/** Every user group that a catalog names. */
export const namedGroups = (catalog: Catalog): readonly string[] => [
  ...new Set(whosIn(catalog).flatMap((one) => (one.kind === 'group' ? [one.id] : []))),
];
