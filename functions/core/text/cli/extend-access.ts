import { formatDuration } from '../../schedule/duration.ts';

const inSlack = (bundle: string): string => `To extend it, type in Slack: /assume extend ${bundle}`;

/** Messages of `exec BUNDLE --extend`. */
export const extendAccessText = {
  option: {
    extend:
      'ask once to extend the access before it ends: by the length of the rule, or by TIME. Needs a bundle, and the address of the API in ASSUME_API_URL',
  },
  needsBundle: (name: string) =>
    `--extend: ${name} is not a bundle of the catalog; the credentials of one role end with their session`,
  wrongDuration: (most: number) => `--extend: an extension has from 1m to ${formatDuration(most)}`,
  notHttps: (url: string) =>
    `ASSUME_API_URL: "${url}" is not an https:// URL; it is the output ApiUrl of the hub stack`,
  /** At the start of the program. */
  noApi: (bundle: string) =>
    `WARNING: --extend does nothing, because the address of the API is not known. Set ASSUME_API_URL to the output ApiUrl of the hub stack, or extend it in Slack: /assume extend ${bundle}`,
  unreachable: (bundle: string, why: string) =>
    `WARNING: The extension could not be requested: ${why} ${inSlack(bundle)}`,
  noAnswer: (why: string) => `The API did not answer (${why}).`,
  notAnAnswer: (status: number) => `The API answered with status ${status} and no reason.`,
  /** A refusal by API Gateway. `why`: its words. */
  denied: (why: string) =>
    `AWS refused the call, and an operator can permit it (docs/operators.md, "Extend from a terminal"): ${why.replace(/\s+/g, ' ').trim()}`,
  refused: (why: string) => `WARNING: The access was not extended. ${why}`,
  notHeld: (bundle: string) =>
    `WARNING: The access was not extended, because its roles were requested one by one and not as ${bundle}. Extend each in Slack: /assume list`,
  outcome: (text: string) => `--extend: ${text}`,
};
