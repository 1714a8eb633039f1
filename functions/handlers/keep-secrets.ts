import type { Environment } from '../adapters/aws/environment-credentials.ts';
import { type KeptSecret, keepSecret, SECRET_FORMS } from '../adapters/aws/kept-secret.ts';
import type { ReadSecret } from '../adapters/aws/secrets.ts';
import type { Log } from '../usecases/ports.ts';

/**
 * Reads secrets by the name of their variable and keeps them. A value in the variable itself (local runs) can have any form.
 * `kept` receives every secret, for the redaction of the log.
 */
export const createKeeper =
  (deps: {
    readonly readSecret: ReadSecret;
    readonly environment: Environment;
    readonly now: () => Date;
    readonly log: Pick<Log, 'warn'>;
    readonly kept: KeptSecret[];
  }) =>
  async (variable: string, form: keyof typeof SECRET_FORMS): Promise<KeptSecret> => {
    const { readSecret, environment, now, log, kept } = deps;
    const isGiven = Boolean(environment[variable]?.trim());
    const secret = await keepSecret({
      read: () => readSecret(variable),
      form: isGiven ? SECRET_FORMS.other : SECRET_FORMS[form],
      now,
      onProblem: (problem, cause) => log.warn(`a ${problem}`, { variable, cause }),
    });
    kept.push(secret);
    return secret;
  };
