/** Every alarm of the hub: its heading in docs/runbook.md, what happened, and the first thing to do. */
export const ALARMS = {
  deadLetters: {
    heading: 'Dead letters',
    text: 'A wake-up crashed the reconcile function five times, or is not a wake-up. Fix the cause in the log. The alarm clears one hour after the last failure.',
  },
  stuck: {
    heading: 'Work stays due',
    text: 'Something has been due for more than 15 minutes, and every try fails. Fix the cause in the log of the reconcile function.',
  },
  oldestMessage: {
    heading: 'Oldest message waits',
    text: 'Wake-ups wait in the queue and are not processed. Check whether the reconcile function runs.',
  },
  overdue: {
    heading: 'Grant past its end',
    text: 'Statements of an ended grant are still in IAM. They allow nothing. Fix what IAM refuses on the role.',
  },
  sweepSilent: {
    heading: 'Sweep not running',
    text: 'The sweep has not run for ten minutes. Check its schedule and its errors.',
  },
  drift: {
    heading: 'Drift found',
    text: 'A policy that the bot wrote was changed outside the bot. Find the caller in CloudTrail. The bot has restored the policy.',
  },
  badSignatures: {
    heading: 'Bad signatures',
    text: 'The endpoint refused many requests with a wrong signature. Check the signing secret, then the source addresses.',
  },
  slowAnswers: {
    heading: 'Slow answers',
    text: 'Answers take longer than two seconds. Slack times out after three. Check cold starts and DynamoDB latency.',
  },
  iamDenied: {
    heading: 'IAM denied',
    text: 'IAM or STS refused a call that a grant or its end needs. Run "assume-bot doctor", and deploy the account stack again.',
  },
  unanswered: {
    heading: 'Slack gets no answer',
    text: 'slack-events failed, was throttled or timed out. Check its log, and roll back a recent deployment.',
  },
  apiErrors: {
    heading: 'API errors',
    text: 'The API of users failed, was throttled or timed out, so "exec --extend" cannot extend access. Slack is not affected. Check the log of the api function.',
  },
  notStored: {
    heading: 'Record not stored',
    text: 'The audit bucket did not accept the record of a request. Fix the access to the bucket, then run "assume-bot audit export --to".',
  },
  workerErrors: {
    heading: 'Worker errors',
    text: 'Invocations of reconcile or sweep failed repeatedly. Check the log of the function.',
  },
} as const;

export type AlarmName = keyof typeof ALARMS;

/** The anchor of a heading, as GitHub generates it. */
export const anchorOf = (heading: string): string => heading.toLowerCase().replaceAll(' ', '-');
