/** Every alarm of the hub: the heading of docs/runbook.md that tells what to do, and one sentence for whoever is woken. */
export const ALARMS = {
  deadLetters: { heading: 'Dead letters', says: 'A role or request could not be worked on five times in a row.' },
  oldestMessage: { heading: 'Oldest message waits', says: 'Wake-ups wait in the queue and nobody works on them.' },
  overdue: { heading: 'Grant past its end', says: 'Something of a grant that is over still stands in IAM.' },
  sweepSilent: { heading: 'Sweep not running', says: 'The sweep has not run for ten minutes.' },
  drift: { heading: 'Drift found', says: 'Somebody else changed what the bot has put in a role.' },
  badSignatures: {
    heading: 'Bad signatures',
    says: 'Many requests were refused at the door: badly signed, too old or malformed.',
  },
  slowAnswers: {
    heading: 'Slow answers',
    says: 'Answers take longer than two seconds, and Slack gives up after three.',
  },
  iamDenied: { heading: 'IAM denied', says: 'IAM or STS refused what a grant or its end needs.' },
  unanswered: { heading: 'Slack gets no answer', says: 'slack-events failed, was throttled or ran out of time.' },
  notKept: { heading: 'Record not kept', says: 'The audit bucket did not take the record of a request.' },
  workerErrors: { heading: 'Worker errors', says: 'reconcile or sweep failed again and again.' },
} as const;

export type AlarmName = keyof typeof ALARMS;

/** How GitHub and most others name the place of a heading. */
export const anchorOf = (heading: string): string => heading.toLowerCase().replaceAll(' ', '-');
