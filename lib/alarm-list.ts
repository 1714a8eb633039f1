interface AlarmText {
  /** Its heading in docs/runbook.md. */
  readonly heading: string;
  /** What happened. */
  readonly what: string;
  /** The first thing to do. */
  readonly next: string;
}

/** Every alarm of the hub, with its text for the operator on duty. */
export const ALARMS = {
  deadLetters: {
    heading: 'Dead letters',
    what: 'Processing a role or a request failed five times in a row.',
    next: 'Fix the cause in the log, then purge the queue.',
  },
  oldestMessage: {
    heading: 'Oldest message waits',
    what: 'Wake-ups wait in the queue and are not processed.',
    next: 'Check whether the reconcile function runs.',
  },
  overdue: {
    heading: 'Grant past its end',
    what: 'Statements of an ended grant are still in IAM. They allow nothing.',
    next: 'Fix what IAM refuses on the role.',
  },
  sweepSilent: {
    heading: 'Sweep not running',
    what: 'The sweep has not run for ten minutes.',
    next: 'Check its schedule and its errors.',
  },
  drift: {
    heading: 'Drift found',
    what: 'A policy that the bot wrote was changed outside the bot.',
    next: 'Find the caller in CloudTrail. The bot has restored the policy.',
  },
  badSignatures: {
    heading: 'Bad signatures',
    what: 'The endpoint refused many requests: invalid signature, too old or malformed.',
    next: 'Check the signing secret, then the source addresses.',
  },
  slowAnswers: {
    heading: 'Slow answers',
    what: 'Answers take longer than two seconds. Slack times out after three.',
    next: 'Check cold starts and DynamoDB latency.',
  },
  iamDenied: {
    heading: 'IAM denied',
    what: 'IAM or STS refused a call that a grant or its end needs.',
    next: 'Run "assume-bot doctor", and deploy the account stack again.',
  },
  unanswered: {
    heading: 'Slack gets no answer',
    what: 'slack-events failed, was throttled or timed out.',
    next: 'Check its log, and roll back a recent deployment.',
  },
  notKept: {
    heading: 'Record not kept',
    what: 'The audit bucket did not accept the record of a request.',
    next: 'Fix the access to the bucket, then run "assume-bot audit export --to".',
  },
  workerErrors: {
    heading: 'Worker errors',
    what: 'Invocations of reconcile or sweep failed repeatedly.',
    next: 'Check the log of the function.',
  },
} as const satisfies Readonly<Record<string, AlarmText>>;

export type AlarmName = keyof typeof ALARMS;

/** The anchor of a heading, as GitHub generates it. */
export const anchorOf = (heading: string): string => heading.toLowerCase().replaceAll(' ', '-');
