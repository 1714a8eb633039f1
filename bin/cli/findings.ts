import { Help } from '@commander-js/extra-typings';
import type { Finding } from '../../functions/core/doctor/finding.ts';
import { doctorText } from '../../functions/core/text/cli/doctor.ts';
import type { Severity } from '../../functions/core/text/findings/severity.ts';
import { groupFindings } from './group-findings.ts';

const MARK: Readonly<Record<Severity, string>> = { error: 'ERROR  ', warning: 'warning', note: 'note   ' };
const WIDTH = 100;
const INDENT = ' '.repeat(10);

const indented = (text: string): string =>
  new Help().boxWrap(text, WIDTH - INDENT.length).replaceAll('\n', `\n${INDENT}`);

/** Findings as text: the problem, the fix, and the other subjects that have the same problem. */
export const shownFindings = (findings: readonly Finding[]): readonly string[] =>
  groupFindings(findings).flatMap(({ first, others }) => [
    `${MARK[first.severity]}   ${indented(doctorText.problem(first, others.length))}`,
    `${INDENT}${indented(doctorText.fix(first))}`,
    ...(others.length === 0 ? [] : [`${INDENT}${doctorText.sameFor}`]),
    ...others.map((other) => `${INDENT}  ${indented(doctorText.other(other)).replaceAll('\n', '\n  ')}`),
    '',
  ]);

export const numberOf = (findings: readonly Finding[], severity: Severity): number =>
  findings.filter((finding) => finding.severity === severity).length;
