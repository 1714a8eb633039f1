import type { Environment } from './environment-credentials.ts';
import type { JsonCall } from './signed-call.ts';

/** A secret that the process needs cannot be read; the message names the variable and never its value. */
export class SecretFault extends Error {
  override readonly name = 'SecretFault';
  /** The environment variable. */
  readonly variable: string;

  constructor(variable: string, why: string, cause?: unknown) {
    super(`${variable} ${why}`, { cause });
    this.variable = variable;
  }
}

/** Reads the secret that an environment variable stands for. Throws SecretFault. */
export type ReadSecret = (variable: string) => Promise<string>;

type Call = (call: JsonCall) => Promise<unknown>;

const SECRET = /^arn:aws[a-z-]*:secretsmanager:([a-z0-9-]+):\d{12}:secret:.+$/;
const PARAMETER = /^arn:aws[a-z-]*:ssm:([a-z0-9-]+):\d{12}:parameter\/.+$/;

/** What has to be asked for an ARN, and where in the answer the secret stands. */
const questionOf = (
  arn: string,
): { readonly call: JsonCall; readonly read: (answer: unknown) => unknown } | undefined => {
  const [, region] = SECRET.exec(arn) ?? [];
  if (region !== undefined) {
    return {
      call: { service: 'secretsmanager', target: 'secretsmanager.GetSecretValue', region, input: { SecretId: arn } },
      read: (answer) => (answer as { SecretString?: unknown }).SecretString,
    };
  }
  const [, parameterRegion] = PARAMETER.exec(arn) ?? [];
  if (parameterRegion === undefined) return undefined;
  return {
    call: {
      service: 'ssm',
      target: 'AmazonSSM.GetParameter',
      region: parameterRegion,
      input: { Name: arn, WithDecryption: true },
    },
    read: (answer) => (answer as { Parameter?: { Value?: unknown } }).Parameter?.Value,
  };
};

const readArn = async (variable: string, arn: string, call: Call): Promise<string> => {
  const question = questionOf(arn);
  if (question === undefined) {
    throw new SecretFault(variable, 'holds neither the ARN of a Secrets Manager secret nor of an SSM parameter');
  }
  let answer: unknown;
  try {
    answer = await call(question.call);
  } catch (cause) {
    throw new SecretFault(variable, `names ${arn}, which could not be read: ${(cause as Error).message}`, cause);
  }
  const value = question.read(answer);
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  throw new SecretFault(variable, `names ${arn}, which holds no text: put the secret itself in, as plain text`);
};

/**
 * Secrets by the name of their variable: the value that stands in the environment itself (local runs), else what AWS keeps
 * under the ARN in `<variable>_ARN`. Read at the start of a Lambda and kept with it. An ARN in the variable itself is refused:
 * taken as the secret, it would make every signature wrong without a word.
 */
export const createSecrets =
  (environment: Environment, call: Call): ReadSecret =>
  async (variable) => {
    const value = environment[variable]?.trim() ?? '';
    if (/^arn:aws[a-z-]*:/.test(value)) {
      throw new SecretFault(variable, `holds an ARN: put that into ${variable}_ARN, or the secret itself here`);
    }
    if (value !== '') return value;
    const arn = environment[`${variable}_ARN`]?.trim() ?? '';
    if (arn === '') throw new SecretFault(variable, `is not set, and neither is ${variable}_ARN`);
    return readArn(`${variable}_ARN`, arn, call);
  };
