import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Environment } from '../../functions/adapters/aws/environment-credentials.ts';
import type { NotSeen } from '../../functions/core/doctor/facts.ts';
import { awsProgramText } from '../../functions/core/text/cli/terraform.ts';
import { Unreachable } from '../cli/errors.ts';

/** The result of an AWS CLI call: its JSON, or the error code of AWS. */
export type Answer =
  | { readonly kind: 'ok'; readonly json: Readonly<Record<string, unknown>> }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

/** Calls the AWS CLI, with a profile or with its default credentials. */
export type CallAws = (args: readonly string[], profile: string | undefined) => Promise<Answer>;

const MOST_BYTES = 16 * 1024 * 1024;
const run = promisify(execFile);

interface Failed extends Error {
  readonly code?: string | number;
  readonly stderr?: string;
}

/**
 * The AWS CLI with the operator's own credentials, because the roles of the bot can read neither S3 nor KMS. Throws Unreachable
 * if the program or the credentials are missing.
 */
export const createCallAws =
  (environment: Environment): CallAws =>
  async (args, profile) => {
    const all = [...args, '--output', 'json', ...(profile === undefined ? [] : ['--profile', profile])];
    try {
      const { stdout } = await run('aws', all, { env: { ...environment, AWS_PAGER: '' }, maxBuffer: MOST_BYTES });
      return { kind: 'ok', json: JSON.parse(stdout.trim() || '{}') };
    } catch (error) {
      const { code, stderr = '' } = error as Failed;
      if (code === 'ENOENT') throw new Unreachable(awsProgramText.missing);
      if (typeof code !== 'number') throw error;
      const message = stderr.trim();
      if (/Unable to locate credentials|Partial credentials|config profile .* could not be found|SSO/i.test(message))
        throw new Unreachable(awsProgramText.noCredentials(message));
      return { kind: 'refused', code: /\(([\w.]+)\) when calling/.exec(message)?.[1] ?? 'Failed', message };
    }
  };

/** The message of AWS for an item that could not be checked. */
export const notSeen = ({ message }: Extract<Answer, { kind: 'refused' }>): NotSeen => ({
  kind: 'not_seen',
  why: message.replace(/\s+/g, ' '),
  fix: awsProgramText.useAnotherProfile,
});
