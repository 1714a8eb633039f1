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

/** The program on the PATH, Terraform before OpenTofu, with its version. */
export const installedTerraform = async (
  io: Io,
): Promise<{ readonly program: string; readonly version: string } | undefined> => {
  for (const program of ['terraform', 'tofu']) {
    const version = await installed(io, program);
    if (version !== undefined) return { program, version };
  }
  return undefined;
};

/** The version that a call names, otherwise the installed one, otherwise the latest. Throws UsageError for other texts. */
export const terraformVersion = async (io: Io, named: string | undefined): Promise<TerraformVersion> => {
  if (named !== undefined) {
    const version = parseVersion(named);
    if (version === undefined) throw new UsageError(blocksText.notAVersion(named));
    return version;
  }
  const own = await installedTerraform(io);
  if (own === undefined) return LATEST;
  return parseVersion(own.program === 'tofu' ? `opentofu-${own.version}` : own.version) ?? LATEST;
};
