import type { Environment } from './environment-credentials.ts';

/** The process cannot read a secret that it needs. The message names the variable and never the value. */
export class SecretFault extends Error {
  override readonly name = 'SecretFault';
  /** The environment variable. */
  readonly variable: string;

  constructor(variable: string, why: string, cause?: unknown) {
    super(`${variable} ${why}`, { cause });
    this.variable = variable;
  }
}

/** Reads the secret of an environment variable. Throws SecretFault. */
export type ReadSecret = (variable: string) => Promise<string>;

/** The ARN of a secret in Secrets Manager or of a parameter in SSM. */
export interface SecretLocation {
  readonly service: 'secretsmanager' | 'ssm';
  readonly region: string;
  readonly arn: string;
}

/** Reads the text of a secret or parameter; undefined if it has none. */
export type FetchSecret = (location: SecretLocation) => Promise<string | undefined>;

const ARN = /^arn:aws[a-z-]*:(secretsmanager|ssm):([a-z0-9-]+):\d{12}:(?:secret:|parameter\/).+$/;

const readArn = async (variable: string, arn: string, fetchSecret: FetchSecret): Promise<string> => {
  const [, service, region = ''] = ARN.exec(arn) ?? [];
  if (service === undefined)
    throw new SecretFault(variable, 'holds neither the ARN of a Secrets Manager secret nor of an SSM parameter');
  let value: string | undefined;
  try {
    value = await fetchSecret({ service: service as SecretLocation['service'], region, arn });
  } catch (cause) {
    throw new SecretFault(variable, `names ${arn}, which could not be read: ${(cause as Error).message}`, cause);
  }
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  throw new SecretFault(variable, `names ${arn}, which holds no text: store the secret as plain text`);
};

/**
 * Reads secrets by the name of their variable: from the variable itself (local runs), or from AWS by the ARN in
 * `<variable>_ARN`. An ARN in the variable itself is refused, because every signature made with it would be wrong.
 */
export const createSecrets =
  (environment: Environment, fetchSecret: FetchSecret): ReadSecret =>
  async (variable) => {
    const value = environment[variable]?.trim() ?? '';
    if (/^arn:aws[a-z-]*:/.test(value))
      throw new SecretFault(variable, `holds an ARN: set ${variable}_ARN to it, or ${variable} to the secret itself`);
    if (value !== '') return value;
    const arn = environment[`${variable}_ARN`]?.trim() ?? '';
    if (arn === '') throw new SecretFault(variable, `is not set, and neither is ${variable}_ARN`);
    return readArn(`${variable}_ARN`, arn, fetchSecret);
  };
