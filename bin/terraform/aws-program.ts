import { spawn } from 'node:child_process';
import type { Environment } from '../../functions/adapters/aws/environment-credentials.ts';
import type { NotSeen } from '../../functions/core/doctor/facts.ts';
import { Unreachable } from '../cli/command.ts';

/** The result of an AWS CLI call: its JSON, or the error code of AWS. */
export type Answer =
  | { readonly kind: 'ok'; readonly json: Readonly<Record<string, unknown>> }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

/** Calls the AWS CLI, with a profile or with its default credentials. */
export type CallAws = (args: readonly string[], profile: string | undefined) => Promise<Answer>;

const run = (args: readonly string[], env: Environment) =>
  new Promise<{ status: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    const child = spawn('aws', args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });

/**
 * The AWS CLI with the operator's own credentials, because the roles of the bot can read neither S3 nor KMS. Throws Unreachable
 * if the program or the credentials are missing.
 */
export const createCallAws =
  (environment: Environment): CallAws =>
  async (args, profile) => {
    const all = [...args, '--output', 'json', ...(profile === undefined ? [] : ['--profile', profile])];
    const ran = await run(all, { ...environment, AWS_PAGER: '' }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      throw new Unreachable(
        'This command requires the aws program, which is not on the PATH: install it (https://aws.amazon.com/cli/).',
      );
    });
    if (ran.status === 0) return { kind: 'ok', json: JSON.parse(ran.stdout.trim() || '{}') };
    const message = ran.stderr.trim();
    if (/Unable to locate credentials|Partial credentials|config profile .* could not be found|SSO/i.test(message))
      throw new Unreachable(
        `No AWS credentials were found: ${message}. Pass a profile with --profile or --account-profile.`,
      );
    const code = /\(([\w.]+)\) when calling/.exec(message)?.[1] ?? 'Failed';
    return { kind: 'refused', code, message };
  };

/** The message of AWS for an item that could not be checked. */
export const notSeen = ({ message }: Extract<Answer, { kind: 'refused' }>): NotSeen => ({
  kind: 'not_seen',
  why: message.replace(/\s+/g, ' '),
  fix: 'Use a profile that can read it (--profile, --account-profile).',
});
