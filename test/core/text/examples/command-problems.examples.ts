import { commandProblem } from '../../../../functions/core/text/command-problems.ts';
import { examplesOf } from './registry.ts';

export const examples = examplesOf('Commands that are not understood', 'command-problems.ts', commandProblem, {
  nameMissing: { role: ['role'] },
  durationAsName: { '2h': ['2h'] },
  reserved: { status: ['status'] },
  noOption: { '--urgent': ['--urgent'] },
  reasonTooLong: { '612 characters': [612, 500] },
  twoDurations: { '2h until 17:00': ['2h', 'until 17:00'] },
  untilNotATime: { 'until monday': ['monday'] },
  fromNotATime: { 'from noon': ['noon'] },
  spelledOut: { 'for an hour': ['an hour'] },
  endAsDuration: { '17:00': ['"17:00" could be a duration or a time of day'] },
  numberInReason: { '3x': ['"3x" is not a duration'] },
  timeZone: { 'until 17:00 CET': ['CET'] },
});
