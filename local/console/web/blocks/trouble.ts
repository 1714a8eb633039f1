const TROUBLE: Readonly<Record<string, string>> = {
  dispatch_failed: 'The bot did not answer (dispatch_failed). Is it stopped? Start it again under “What AWS sees”.',
  operation_timeout: 'The bot did not answer within three seconds (operation_timeout). Try again in a moment.',
  invalid_answer: 'The bot answered with content that Slack cannot show (invalid_answer).',
  not_connected: 'The console cannot be reached. Is npm start still running?',
};

/** The message that a user sees after an action has failed. */
export const troubleText = (error: string): string => TROUBLE[error] ?? error;
