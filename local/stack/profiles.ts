import type { PersonProfile, ProfilesDescription, RoleProfile } from '../aws/profiles.ts';
import type { LocalAws } from '../aws/types.ts';
import type { StackCatalog } from './seed.ts';

/** One profile a person, and one a role they may be granted, named `<role>` for the first person and `<role>-<person>` after. */
export const describeProfiles = (aws: LocalAws, catalog: StackCatalog): ProfilesDescription => {
  const users = Object.values(catalog.people).flatMap((person) => (person.kind === 'iam-user' ? [person.arn] : []));
  const people: PersonProfile[] = users.map((arn) => ({
    name: arn.slice(arn.lastIndexOf('/') + 1),
    ...aws.credentialsOf(arn),
  }));
  const roles: RoleProfile[] = Object.entries(catalog.roles).flatMap(([name, { arn }]) =>
    people.map((person, index) => ({
      name: index === 0 ? name : `${name}-${person.name}`,
      roleArn: arn,
      sourceProfile: person.name,
      sessionName: person.name,
    })),
  );
  return {
    endpointUrl: aws.url,
    region: aws.region,
    people: people.map(({ name, accessKeyId, secretAccessKey }) => ({ name, accessKeyId, secretAccessKey })),
    roles,
  };
};
