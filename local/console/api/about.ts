import { APP } from '../../slack/world/seed.ts';
import type { Stack } from '../../stack/create-stack.ts';
import type { About, Identity, RequestableRole } from '../protocol.ts';

/** What the compiled catalog holds beside what the local AWS needs of it; read where it is there. */
interface Known {
  readonly bundles?: Readonly<Record<string, { readonly description?: string }>>;
}
interface KnownRole {
  readonly arn: string;
  readonly accountId: string;
  readonly description: string;
  readonly accountName?: string;
  readonly durationMinutes?: { readonly max: number };
}

/** Who a person of the catalog is in AWS. */
export const identityOf = (person: Stack['catalog']['people'][string]): Identity =>
  person.kind === 'iam-user'
    ? {
        kind: person.kind,
        name: person.arn.slice(person.arn.lastIndexOf('/') + 1),
        accountId: person.arn.split(':')[4] ?? '',
      }
    : { kind: person.kind, name: person.sessionName, accountId: person.accountId };

/** What the page has to know once: names to complete, and who people are in AWS. */
export const aboutStack = ({ aws, catalog }: Pick<Stack, 'aws' | 'catalog'>): About => {
  const roles = Object.entries(catalog.roles).map(([name, role]): RequestableRole => {
    const { arn, accountId, description, accountName, durationMinutes }: KnownRole = role;
    const account = accountName ?? catalog.accounts.find(({ id }) => id === accountId)?.name ?? accountId;
    const max = durationMinutes === undefined ? {} : { maxMinutes: durationMinutes.max };
    return { name, arn, description, accountId, accountName: account, ...max };
  });
  const { bundles = {} } = catalog as Known;
  return {
    region: aws.region,
    awsUrl: aws.url,
    appUserId: APP.botUserId,
    roles,
    bundles: Object.entries(bundles).map(([name, { description = '' }]) => ({ name, description })),
    identities: Object.fromEntries(Object.entries(catalog.people).map(([id, person]) => [id, identityOf(person)])),
  };
};
