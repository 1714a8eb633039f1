import { Help } from '@commander-js/extra-typings';
import type { Finding } from '../../functions/core/doctor/finding.ts';
import { doctorText } from '../../functions/core/text/cli/doctor.ts';
import type { Severity } from '../../functions/core/text/findings/severity.ts';

const MARK: Readonly<Record<Severity, string>> = { error: 'ERROR  ', warning: 'warning', note: 'note   ' };
const WIDTH = 100;
const INDENT = ' '.repeat(10);

const indented = (text: string): string =>
  new Help().boxWrap(text, WIDTH - INDENT.length).replaceAll('\n', `\n${INDENT}`);

/** Findings as text: the problem and the fix. */
export const shownFindings = (findings: readonly Finding[]): readonly string[] =>
  findings.flatMap((finding) => [
    `${MARK[finding.severity]}   ${indented(doctorText.problem(finding))}`,
    `${INDENT}${indented(doctorText.fix(finding))}`,
    '',
  ]);

export const numberOf = (findings: readonly Finding[], severity: Severity): number =>
  findings.filter((finding) => finding.severity === severity).length;
