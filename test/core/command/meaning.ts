import { type Command, parseCommand } from '../../../functions/core/command/command.ts';
import { formatRequest } from '../../../functions/core/command/format.ts';
import { formatDuration } from '../../../functions/core/schedule/duration.ts';

/** A command in its plainest form, or what happens to a text that is none. */
export const meaningOf = (text: string): string => plainly(parseCommand(text)).trim();

const plainly = (command: Command): string => {
  switch (command.kind) {
    case 'request':
      return `request ${formatRequest(command)}`;
    case 'unclear':
      return `form ${command.tryThis}`;
    case 'not_understood':
      return `message ${command.tryThis}`;
    case 'extend':
      return `extend ${command.name} ${command.minutes === undefined ? '' : `${formatDuration(command.minutes)} `}${command.reason}`;
    case 'who':
      return `who ${command.about.kind === 'access' ? command.about.name : command.about.kind === 'person' ? `<@${command.about.id}>` : 'me'}`;
    case 'revoke':
      return `revoke <@${command.person}> ${command.name || '(nothing)'}: ${command.why}`;
    case 'lockdown':
      return `lockdown ${command.isOn ? 'on' : 'off'} ${command.why}`;
    case 'end':
      return `end ${command.name}`;
    default:
      return command.kind;
  }
};
