import { spawn } from 'node:child_process';
import type { Environment } from '../../functions/adapters/aws/environment-credentials.ts';
import type { RoleUser } from '../cli/role-user.ts';

/**
 * Runs Terraform, or OpenTofu, in a folder and passes on its output line by line. Returns its exit code. Rejects if it cannot be started.
 * Terraform asks no question, because its input is closed.
 */
export const runTerraform = (
  program: string,
  args: readonly string[],
  { cwd, env, print }: { readonly cwd: string; readonly env: Environment; readonly print: (line: string) => void },
): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let rest = '';
    const onOutput = (chunk: Buffer): void => {
      const lines = `${rest}${chunk.toString()}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines.filter((one) => one.trim() !== '')) print(line);
    };
    child.stdout.on('data', onOutput);
    child.stderr.on('data', onOutput);
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });

/** The environment in which Terraform finds the user's own credentials. Its S3 backend reads one variable per service. */
export const terraformEnvironment = (environment: Environment, { keys, connection }: RoleUser): Environment => {
  const { profile, endpoint } = connection;
  if (keys === undefined) return profile === undefined ? environment : { ...environment, AWS_PROFILE: profile };
  const { AWS_PROFILE: _, AWS_SESSION_TOKEN: __, ...others } = environment;
  return {
    ...others,
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    ...(keys.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: keys.sessionToken }),
    ...(endpoint === undefined
      ? {}
      : { AWS_ENDPOINT_URL_S3: endpoint, AWS_ENDPOINT_URL_STS: endpoint, AWS_ENDPOINT_URL_IAM: endpoint }),
  };
};
