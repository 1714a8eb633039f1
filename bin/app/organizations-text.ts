import type { PolicyJson } from '../../lib/policy-templates.ts';

/** AWS Organizations counts white space too if the policy is sent with the CLI. */
export const SERVICE_CONTROL_LIMIT = 5_120;

export type OrganizationsText =
  | { readonly kind: 'fits'; readonly text: string }
  | { readonly kind: 'tooLarge'; readonly mistake: string };

/**
 * A service control policy as a file: indented while that fits, or else on one line.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 */
export const organizationsText = (policy: PolicyJson): OrganizationsText => {
  const texts = [`${JSON.stringify(policy, null, 2)}\n`, JSON.stringify(policy)];
  const fitting = texts.find((text) => text.length <= SERVICE_CONTROL_LIMIT);
  if (fitting !== undefined) return { kind: 'fits', text: fitting };
  return {
    kind: 'tooLarge',
    mistake: `it has ${texts.at(-1)?.length} characters, and AWS Organizations accepts ${SERVICE_CONTROL_LIMIT}: use one name for the manager roles of all accounts, or list fewer assume-bot:scpExemptPrincipals`,
  };
};
