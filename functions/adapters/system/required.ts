import type { Environment } from '../aws/environment-credentials.ts';

/** A Lambda was deployed without a variable that it needs. */
export class EnvironmentFault extends Error {
  override readonly name = 'EnvironmentFault';
}

/** The value of a required variable. Throws EnvironmentFault. */
export const required = (environment: Environment, variable: string): string => {
  const value = environment[variable];
  if (value === undefined || value === '') throw new EnvironmentFault(`${variable} is not set`);
  return value;
};
