import { ACCOUNT_FINDINGS } from './findings/account.ts';
import { ENDPOINT_FINDINGS, HUB_FINDINGS } from './findings/hub.ts';
import { PRINCIPAL_FINDINGS } from './findings/principals.ts';
import { ROLE_FINDINGS } from './findings/role.ts';
import type { Severity } from './findings/severity.ts';
import { SLACK_FINDINGS } from './findings/slack.ts';
import { STATE_FINDINGS } from './findings/state.ts';
import { TICKET_FINDINGS } from './findings/tickets.ts';
import { TRUST_FINDINGS } from './findings/trust.ts';
import { USER_FINDINGS } from './findings/user.ts';

/** Every finding of the doctor: its severity, and the sentences that its values make. */
const FINDINGS = {
  ...HUB_FINDINGS,
  ...ENDPOINT_FINDINGS,
  ...SLACK_FINDINGS,
  ...TICKET_FINDINGS,
  ...ACCOUNT_FINDINGS,
  ...ROLE_FINDINGS,
  ...TRUST_FINDINGS,
  ...PRINCIPAL_FINDINGS,
  ...USER_FINDINGS,
  ...STATE_FINDINGS,
};

export type FindingKind = keyof typeof FINDINGS;
export type FindingValues<Kind extends FindingKind> = Parameters<(typeof FINDINGS)[Kind]['sentences']>[0];

export const explainFinding = <Kind extends FindingKind>(
  kind: Kind,
  values: FindingValues<Kind>,
): { readonly severity: Severity; readonly what: string; readonly fix: string } => {
  const { severity, sentences } = FINDINGS[kind];
  const [what, fix] = sentences(values as never);
  return { severity, what, fix };
};
