import { HELP, HELP_OUTCOME, HELP_SUMMARY } from '../../../core/text/help.ts';
import { context, message, type SlackMessage, section } from '../blocks.ts';

export const helpMessage = (): SlackMessage =>
  message(HELP_SUMMARY, [...HELP.map((part) => section(part)), context(HELP_OUTCOME)]);
