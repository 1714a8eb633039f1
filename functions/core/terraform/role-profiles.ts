/** A profile for one role of a bundle. */
export interface RoleProfile {
  readonly name: string;
  readonly region?: string;
  readonly endpointUrl?: string;
  /** Prints credentials in the format of a `credential_process`, so that none are stored in a file. */
  readonly credentialProcess: string;
}

const sectionOf = ({ name, region, endpointUrl, credentialProcess }: RoleProfile): string =>
  [
    `[profile ${name}]`,
    `credential_process = ${credentialProcess}`,
    ...(region === undefined ? [] : [`region = ${region}`]),
    ...(endpointUrl === undefined ? [] : [`endpoint_url = ${endpointUrl}`]),
  ].join('\n');

const headOf = (line: string): string | undefined => /^\s*\[\s*([^\]]*?)\s*\]/.exec(line)?.[1];

/**
 * The AWS configuration of a user with the profiles of some roles. A profile of the user with the name of a role is left out,
 * because the file may not define a profile twice. Source: AWS CLI User Guide, "Configuration and credential file settings".
 */
export const withRoleProfiles = (own: string, profiles: readonly RoleProfile[]): string => {
  const replaced = new Set(profiles.map(({ name }) => name));
  let isReplaced = false;
  const kept = own.split(/\r?\n/).filter((line) => {
    const head = headOf(line);
    if (head !== undefined) isReplaced = replaced.has(head.replace(/^profile\s+/, '').replaceAll('"', ''));
    return !isReplaced;
  });
  return `${[kept.join('\n').trimEnd(), ...profiles.map(sectionOf)].filter((part) => part !== '').join('\n\n')}\n`;
};
