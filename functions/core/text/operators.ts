import type { RequestId } from '../request/ids.ts';
import type { Drift } from '../trust/drift.ts';

const MOST_LINES = 30;

const listedLines = (lines: readonly string[]): readonly string[] => [
  ...lines.slice(0, MOST_LINES).map((line) => `• ${line}`),
  ...(lines.length > MOST_LINES ? [`and ${lines.length - MOST_LINES} more`] : []),
];

/** Shown where a notification of operators has no text. */
export const SEE_LOG = 'The bot reported a problem without details. See its log.';

/** Access that was ended because its holder lost it, or because its record was changed. */
export const removedText = (target: string, holder: string, id: RequestId, why = ''): string =>
  [`Ended the access of ${holder} to ${target} (request ${id}).`, why].filter(Boolean).join('\n');

export const notGrantedText = (name: string, id: RequestId, why: string): string =>
  `${name} could not be granted (request ${id}).\n${why}`;

/** A request that cannot be prepared, because IAM of an account cannot be read. The bot tries again until it lapses. */
export const delayedText = (name: string, account: string, id: RequestId, why: string): string =>
  `The request for ${name} waits, because the bot cannot read IAM in account ${account} (request ${id}). It tries again.\n${why}`;

/** Differences that the bot found in IAM. `blocked`: why the trust policy cannot be restored. */
export const driftText = (role: string, drifts: readonly Drift[], blocked: string | undefined): string => {
  const lines = drifts.map((drift) => {
    const [found, fixed] = driftParts(drift);
    const isBlocked = drift.document === 'trust policy' && blocked !== undefined;
    return isBlocked ? `${found}, and it cannot be restored: ${blocked}` : `${found}; ${fixed}.`;
  });
  return [`${role} was changed outside the bot:`, ...lines].join('\n');
};

const driftParts = (drift: Drift): readonly [found: string, fixed: string] => {
  const { document } = drift;
  switch (drift.kind) {
    case 'missing':
      return [`${drift.sessionName} was missing in the ${document}`, 'it was added again'];
    case 'orphan': {
      const removed = document === 'trust policy' ? 'it was removed, and ' : '';
      return [
        `${drift.sessionName} was in the ${document} without a grant`,
        `${removed}its sessions are denied from now on`,
      ];
    }
    case 'changed':
      return [`${drift.what} of the bot was changed in the ${document}`, 'it was set back to what was approved'];
    default:
      return drift satisfies never;
  }
};

export const lockdownStarted = (reason: string, ended: readonly string[]): string =>
  [
    `Lockdown: ${reason}`,
    `Ended or cancelled ${ended.length} ${ended.length === 1 ? 'request' : 'requests'}:`,
    ...listedLines(ended),
    'You will be notified when AWS confirms the ends.',
  ].join('\n');

export const LOCKDOWN_CONFIRMED = 'Lockdown: AWS confirms that all access is ended.';

export const lockdownOutstanding = (left: readonly string[], unread: number): string =>
  [
    'Lockdown: this access is not ended in AWS yet. The bot tries again every minute.',
    ...listedLines([...left, ...(unread === 0 ? [] : [`${unread} that could not be read or changed; see the log`])]),
  ].join('\n');
