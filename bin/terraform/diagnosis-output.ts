import type { Diagnosis, DiagnosisFinding } from '../../functions/core/terraform/diagnosis/diagnosis.ts';
import { diagnoseText } from '../../functions/core/text/cli/diagnose.ts';
import { UsageError } from '../cli/errors.ts';
import { quoted } from '../cli/files.ts';

/** Parses `--context aws:SourceVpce=vpce-1`. Throws UsageError. */
export const contextIn = (texts: readonly string[] | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (texts ?? []).map((text): [string, string] => {
      const [, key, value] = /^([A-Za-z0-9-]+:[^=\s]+)=(.+)$/.exec(text) ?? [];
      if (key === undefined || value === undefined) throw new UsageError(diagnoseText.notContext(text));
      return [key, value];
    }),
  );

/** The output of `--json`. Its shape is documented in docs/operating/terraform-diagnosis.md, and only gains members. */
export const diagnosisJson = (
  bundle: string,
  user: string | undefined,
  { outcome, steps, findings, policies }: Diagnosis,
) => ({
  bundle,
  user: user ?? null,
  outcome,
  stopsAt: steps.find(({ result, isOptional }) => result === 'denied' && !isOptional) ?? null,
  steps,
  findings,
  policies,
  errors: findings.filter(({ severity }) => severity === 'error').length,
  warnings: findings.filter(({ severity }) => severity === 'warning').length,
  notJudged: findings.filter(({ isDoubt }) => isDoubt).length,
});

/** Whether the fix of a finding makes Terraform work. Other warnings are about security, and notes about what was not read. */
const isNeeded = ({ severity, isDoubt }: DiagnosisFinding): boolean =>
  severity === 'error' || (severity === 'warning' && isDoubt);

/**
 * The commands that make Terraform work, as lines to paste, below the account that they need credentials of. `profileOf`: a profile that
 * may run them, if one is known.
 */
export const fixCommands = (
  { findings, policies }: Diagnosis,
  profileOf: (account: string) => string | undefined,
): readonly string[] => {
  const settings = findings
    .filter(isNeeded)
    .flatMap(({ changes }) =>
      changes.flatMap(({ account, command }) => (command === undefined ? [] : [{ account, command }])),
    );
  const byAccount = Map.groupBy([...policies, ...settings], ({ account }) => account);
  return [...byAccount].flatMap(([account, commands]) => {
    const profile = profileOf(account);
    const lines = commands.map(({ command }) =>
      [...command, ...(profile === undefined ? [] : ['--profile', profile])].map(quoted).join(' '),
    );
    return [diagnoseText.inAccount(account), ...new Set(lines)];
  });
};
