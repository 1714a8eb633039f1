import type { PersonProfile, ProfilesDescription, RoleProfile } from '@assume-bot/local-aws/profiles';
import type { LocalAws } from '@assume-bot/local-aws/types';
import { signIn } from './federated-seed.ts';
import type { StackCatalog } from './stack-catalog.ts';

const HOUR_SECONDS = 3600;

/**
 * Just under an hour, with a different value for each state directory. The AWS CLI caches sessions in the home
 * directory by their request parameters. Without the difference, it would reuse a session of a directory that was reset
 * or belongs to another clone.
 */
const sessionSeconds = (aws: LocalAws, roleArn: string): number => {
  const begunAtSeconds = Math.floor((aws.role(roleArn)?.createdAt.getTime() ?? 0) / 1000);
  return HOUR_SECONDS - (begunAtSeconds % 900);
};

/**
 * One profile per user, and one per role they may be granted, named `<role>` for the first user and `<role>-<user>` for
 * the others; and one per account, `owner-<account>`, with every permission there.
 */
export const describeProfiles = (aws: LocalAws, catalog: StackCatalog): ProfilesDescription => {
  const people = Object.values(catalog.people).map((person): PersonProfile => {
    if (person.kind === 'federated') {
      const { expiration: _, ...keys } = signIn(aws, person);
      return { name: person.sessionName, ...keys };
    }
    return { name: person.arn.slice(person.arn.lastIndexOf('/') + 1), ...aws.credentialsOf(person.arn) };
  });
  const roles: RoleProfile[] = Object.entries(catalog.roles).flatMap(([name, { arn }]) =>
    people.map((person, index) => ({
      name: index === 0 ? name : `${name}-${person.name}`,
      roleArn: arn,
      sourceProfile: person.name,
      sessionName: person.name,
      durationSeconds: sessionSeconds(aws, arn),
    })),
  );
  const taken = new Set([...people, ...roles].map(({ name }) => name));
  const owners = catalog.accounts
    .map(({ name, id }): PersonProfile => ({ name: `owner-${name}`, ...aws.rootCredentials(id) }))
    .filter(({ name }) => !taken.has(name));
  return { endpointUrl: aws.url, region: aws.region, people: [...people, ...owners], roles };
};
