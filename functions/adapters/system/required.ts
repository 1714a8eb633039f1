import type { Environment } from '../aws/environment-credentials.ts';

/** A Lambda was deployed without something it needs; the message names the variable. */
export class EnvironmentFault extends Error {
  override readonly name = 'EnvironmentFault';
}

/** A variable that has to be there. Throws EnvironmentFault. */
export const required = (environment: Environment, variable: string): string => {
  const value = environment[variable];
  if (value === undefined || value === '') throw new EnvironmentFault(`${variable} is not set`);
  return value;
};
