import type { Environment } from './environment-credentials.ts';

/** A secret that the process needs cannot be read; the message names the variable and never its value. */
export class SecretFault extends Error {
  override readonly name = 'SecretFault';
  /** The environment variable. */
  readonly variable: string;

  constructor(variable: string, why: string) {
    super(`${variable} ${why}`);
    this.variable = variable;
  }
}

/** Reads the secret that an environment variable stands for. Throws SecretFault. */
export type ReadSecret = (variable: string) => Promise<string>;

/**
 * Secrets that stand in the environment itself. The ARN of a secret is refused: taken as the secret, it would make every
 * signature wrong without a word.
 */
export const createEnvironmentSecrets =
  (environment: Environment): ReadSecret =>
  async (variable) => {
    const value = environment[variable]?.trim() ?? '';
    if (value === '') throw new SecretFault(variable, 'is not set, or empty: it has to hold the secret itself');
    if (/^arn:aws[a-z-]*:/.test(value)) {
      throw new SecretFault(
        variable,
        'holds an ARN, but secrets are read from the environment alone: set it to the secret itself',
      );
    }
    return value;
  };
