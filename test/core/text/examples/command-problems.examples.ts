import { commandProblem } from '../../../../functions/core/text/command-problems.ts';
import { delegateProblem } from '../../../../functions/core/text/delegate-problems.ts';
import { examplesOf } from './registry.ts';

const requests = examplesOf('Commands that are not understood', 'command-problems.ts', commandProblem, {
  verbWithOption: { 'end prod-s3 --dry-run': ['end', '--dry-run'] },
  durationAsName: { '2h': ['2h'] },
  reserved: { status: ['status'] },
  verbFirst: { 'prod-s3 end': ['end'] },
  noOption: { '--emergancy': ['--emergancy', '--emergency'], '-n': ['-n'] },
  notRecognized: { '--for @alice': ['@alice'], '--for': [''] },
  reasonTooLong: { '612 characters': [612, 500] },
  twoDurations: { '2h until 17:00': ['2h', 'until 17:00'] },
  untilNotATime: { 'until monday': ['monday'] },
  fromNotATime: { 'from noon': ['noon'] },
  spelledOut: { 'for an hour': ['an hour'] },
  foreignUnit: { '2 Stunden': ['2 Stunden'] },
  endAsDuration: { '17:00': ['"17:00" could be a duration or a time of day'] },
  glued: { '2hINC-42': ['2hINC-42'] },
  numberInReason: { '3x': ['"3x" is not a duration'] },
  afterTime: { 'until 17:00 CET': ['CET'] },
  timeInReason: { 'fix until 18:30': ['until 18:30'] },
});

export const examples = [
  requests,
  examplesOf('Commands about delegates', 'delegate-problems.ts', delegateProblem, {
    notRecognized: { 'delegate @bob': ['@bob'] },
    notAnEnd: { 'until soon': ['soon'] },
  }),
];
