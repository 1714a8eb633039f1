import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { LATEST, parseVersion, type TerraformVersion } from '../../functions/core/terraform/version.ts';
import { blocksText } from '../../functions/core/text/cli/terraform-blocks.ts';
import { UsageError } from '../cli/errors.ts';
import type { Io } from '../cli/io.ts';

const run = promisify(execFile);

/** What `version -json` of a program says; undefined if the program is missing or fails. */
const installed = async ({ cwd, environment }: Io, program: string): Promise<string | undefined> => {
  try {
    const { stdout } = await run(program, ['version', '-json'], {
      cwd,
      env: { ...environment, CHECKPOINT_DISABLE: '1' },
    });
    const { terraform_version: version } = JSON.parse(stdout) as { readonly terraform_version?: unknown };
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
};

/** The version that a call names, otherwise the installed one, otherwise the latest. Throws UsageError for other texts. */
export const terraformVersion = async (io: Io, named: string | undefined): Promise<TerraformVersion> => {
  if (named !== undefined) {
    const version = parseVersion(named);
    if (version === undefined) throw new UsageError(blocksText.notAVersion(named));
    return version;
  }
  const own = await installed(io, 'terraform');
  if (own !== undefined) return parseVersion(own) ?? LATEST;
  const tofu = await installed(io, 'tofu');
  return (tofu === undefined ? undefined : parseVersion(`opentofu-${tofu}`)) ?? LATEST;
};
