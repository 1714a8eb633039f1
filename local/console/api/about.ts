import type { CatalogPerson, ConsoleOptions } from '../options.ts';
import type { About, Identity, RequestableRole } from '../protocol.ts';

/** The AWS identity of a user of the catalog. */
export const identityOf = (person: CatalogPerson): Identity =>
  person.kind === 'iam-user'
    ? {
        kind: person.kind,
        name: person.arn.slice(person.arn.lastIndexOf('/') + 1),
        accountId: person.arn.split(':')[4] ?? '',
      }
    : { kind: person.kind, name: person.sessionName, accountId: person.accountId };

/** The data that the page reads once: names for completion, and the AWS identities of users. */
export const aboutStack = (
  { awsUrl, region, catalog, walk }: Pick<ConsoleOptions, 'awsUrl' | 'region' | 'catalog' | 'walk'>,
  appUserId: string,
): About => {
  const roles = Object.entries(catalog.roles).map(([name, role]): RequestableRole => {
    const { arn, accountId, description, accountName, rules = [] } = role;
    const account = accountName ?? catalog.accounts.find(({ id }) => id === accountId)?.name ?? accountId;
    const longest = rules.map(({ durationMinutes }) => durationMinutes.max);
    const max = longest.length === 0 ? {} : { maxMinutes: Math.max(...longest) };
    return { name, arn, description, accountId, accountName: account, ...max };
  });
  return {
    region,
    awsUrl,
    appUserId,
    ...(walk && {
      walk: {
        requester: walk.requesterName,
        approvers: walk.approvers.map(({ name }) => name),
        channel: walk.channelName,
        command: walk.command,
      },
    }),
    roles,
    bundles: Object.entries(catalog.bundles ?? {}).map(([name, { description = '' }]) => ({ name, description })),
    identities: Object.fromEntries(Object.entries(catalog.people).map(([id, person]) => [id, identityOf(person)])),
  };
};
