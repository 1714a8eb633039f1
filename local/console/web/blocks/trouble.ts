const TROUBLE: Readonly<Record<string, string>> = {
  dispatch_failed: 'The bot did not answer (dispatch_failed). Is it stopped? Start it again under “What AWS sees”.',
  operation_timeout: 'The bot did not answer within three seconds (operation_timeout). Try again in a moment.',
  invalid_answer: 'The bot answered with something that Slack would not show (invalid_answer).',
  not_connected: 'The console cannot be reached any more. Is npm start still running?',
};

/** What a person is told when something they did came to nothing. */
export const troubleText = (error: string): string => TROUBLE[error] ?? error;
