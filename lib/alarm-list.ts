/** Every alarm of the hub: its heading in docs/runbook.md, and one sentence for the operator on duty. */
export const ALARMS = {
  deadLetters: { heading: 'Dead letters', says: 'Processing a role or request failed five times in a row.' },
  oldestMessage: { heading: 'Oldest message waits', says: 'Wake-ups wait in the queue and are not processed.' },
  overdue: { heading: 'Grant past its end', says: 'Statements of an ended grant are still in IAM.' },
  sweepSilent: { heading: 'Sweep not running', says: 'The sweep has not run for ten minutes.' },
  drift: { heading: 'Drift found', says: 'A policy that the bot wrote was changed outside the bot.' },
  badSignatures: {
    heading: 'Bad signatures',
    says: 'The endpoint refused many requests: invalid signature, too old or malformed.',
  },
  slowAnswers: {
    heading: 'Slow answers',
    says: 'Answers take longer than two seconds. Slack times out after three.',
  },
  iamDenied: { heading: 'IAM denied', says: 'IAM or STS refused a call that a grant or its end needs.' },
  unanswered: { heading: 'Slack gets no answer', says: 'slack-events failed, was throttled or timed out.' },
  notKept: { heading: 'Record not kept', says: 'The audit bucket did not accept the record of a request.' },
  workerErrors: { heading: 'Worker errors', says: 'Invocations of reconcile or sweep failed repeatedly.' },
} as const;

export type AlarmName = keyof typeof ALARMS;

/** The anchor of a heading, as GitHub generates it. */
export const anchorOf = (heading: string): string => heading.toLowerCase().replaceAll(' ', '-');
