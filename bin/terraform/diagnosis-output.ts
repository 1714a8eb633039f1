import type { Diagnosis } from '../../functions/core/terraform/diagnosis/diagnosis.ts';
import { diagnoseText } from '../../functions/core/text/cli/diagnose.ts';
import { UsageError } from '../cli/errors.ts';

/** Parses `--context aws:SourceVpce=vpce-1`. Throws UsageError. */
export const contextIn = (texts: readonly string[] | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (texts ?? []).map((text): [string, string] => {
      const [, key, value] = /^([A-Za-z0-9-]+:[^=\s]+)=(.+)$/.exec(text) ?? [];
      if (key === undefined || value === undefined) throw new UsageError(diagnoseText.notContext(text));
      return [key, value];
    }),
  );

/** The output of `--json`. Its shape is documented in docs/operating/terraform.md, and only gains members. */
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
