import { spawn } from 'node:child_process';
import type { Environment } from '../../functions/adapters/system/environment-credentials.ts';
import type { NotSeen } from '../../functions/core/doctor/facts.ts';
import { Unreachable } from '../cli/command.ts';

/** What a call of the aws program came to: its JSON, or the code by which AWS refused it. */
export type Answer =
  | { readonly kind: 'ok'; readonly json: Readonly<Record<string, unknown>> }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

/** Calls the aws program, with one profile or whatever credentials it finds by itself. */
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
 * The aws program with the operator's own credentials: the bot's roles can read neither S3 nor KMS, and shall not. Throws
 * Unreachable where the program or the credentials are not there.
 */
export const createCallAws =
  (environment: Environment): CallAws =>
  async (args, profile) => {
    const all = [...args, '--output', 'json', ...(profile === undefined ? [] : ['--profile', profile])];
    const ran = await run(all, { ...environment, AWS_PAGER: '' }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      throw new Unreachable(
        'The aws program is needed for this, and is not on the path: install it (https://aws.amazon.com/cli/).',
      );
    });
    if (ran.status === 0) return { kind: 'ok', json: JSON.parse(ran.stdout.trim() || '{}') };
    const message = ran.stderr.trim();
    if (/Unable to locate credentials|Partial credentials|config profile .* could not be found|SSO/i.test(message))
      throw new Unreachable(
        `There are no AWS credentials to look with: ${message}. Name a profile with --profile or --account-profile.`,
      );
    const code = /\(([\w.]+)\) when calling/.exec(message)?.[1] ?? 'Failed';
    return { kind: 'refused', code, message };
  };

/** Why something could not be looked at, in the words of AWS. */
export const notSeen = ({ message }: Extract<Answer, { kind: 'refused' }>): NotSeen => ({
  kind: 'not_seen',
  why: message.replace(/\s+/g, ' '),
  fix: 'Look with a profile that may read it (--profile, --account-profile).',
});
