import type { Finding } from '../../doctor/finding.ts';
import type { Severity } from '../findings/severity.ts';
import { counted } from './shared.ts';

const countOf = (findings: readonly Finding[], severity: Severity): string =>
  counted(findings.filter((finding) => finding.severity === severity).length, severity);

export const doctorText = {
  summary: 'check everything that the bot depends on, and print problems with fixes',
  about:
    'Checks the table, the queue, the workers, Slack, and every account, role and user of the catalog. Changes nothing. ' +
    'Its most important check finds permanent trust and permissions that defeat the time box. It reads the policies, groups and permissions boundaries of IAM users; it cannot read service control policies, or the policies of sign-in roles.\n' +
    'It inspects each account through its inspector role, which exists if assume-bot:operators lists you; through a profile of yours (--account-profile); or through the manager role, which can read only what the bot needs. docs/operators.md lists the permissions that you need. ' +
    'If SLACK_BOT_TOKEN is set, it also checks Slack. The exit code is 1 for an error; with --strict, also for a warning.',
  options: {
    url: 'the URL that Slack calls (the output SlackRequestUrl), if cdk.outputs.json does not contain it; doctor sends one unsigned request, which the bot must refuse',
    strict: 'treat warnings as errors',
    quiet: 'hide notes',
    terraform:
      'also diagnose what stops Terraform in each bundle, as "terraform diagnose" does, with your own credentials or those of --account-profile, because no role of the bot can read S3 or KMS',
  },
  examples: [
    'assume-bot doctor',
    'assume-bot doctor --terraform --account-profile state=state-readonly',
    'assume-bot doctor --profile hub --account-profile utils=utils-readonly --json',
  ],
  checking: (what: string) => `checking ${what} ...`,
  state: (bundle: string) => `the state of ${bundle}`,
  /** `others`: the number of other subjects with the same problem. */
  problem: ({ about, what, code }: Finding, others = 0) =>
    `${about}${others === 0 ? '' : ` and ${counted(others, 'other')}`}: ${what} [${code}]`,
  fix: ({ fix }: Finding) => `Fix: ${fix}`,
  sameFor: 'The same problem and fix for:',
  /** Another subject, with the values that take the place of those of the first. */
  other: ({ about, differences }: { readonly about: string; readonly differences: readonly string[] }) =>
    differences.length === 0 ? about : `${about} (${differences.join(', ')})`,
  total: (findings: readonly Finding[], isGood: boolean) => {
    const total = `${countOf(findings, 'error')}, ${countOf(findings, 'warning')}, ${countOf(findings, 'note')}.`;
    return `${isGood ? 'No problems found: ' : ''}${total} Service control policies are not checked.`;
  },
};
