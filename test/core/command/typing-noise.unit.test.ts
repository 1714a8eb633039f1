import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Command, parseCommand } from '../../../functions/core/command/command.ts';
import { LINES } from './corpus.ts';
import { anyNoise, withNoise } from './typing-noise.ts';

type Request = Extract<Command, { kind: 'request' }>;

/** The command that was meant: what was typed, or what the bot suggests instead. */
const meant = (text: string): Command => {
  const read = parseCommand(text);
  return 'tryThis' in read && read.tryThis !== '' ? parseCommand(read.tryThis) : read;
};

/** In which way the second request gives more access than the first. */
const excess = (wanted: Request, got: Request): readonly string[] => {
  const [before, after] = [wanted.duration, got.duration];
  const isShorter =
    before?.kind === 'minutes' && after?.kind === 'minutes' ? after.minutes <= before.minutes : undefined;
  const isSame = JSON.stringify([before, wanted.from]) === JSON.stringify([after, got.from]);
  const isSameStart = JSON.stringify(wanted.from) === JSON.stringify(got.from);
  return [
    ...(wanted.name === got.name ? [] : ['another role']),
    ...(wanted.onBehalfOf === got.onBehalfOf ? [] : ['another beneficiary']),
    ...(got.emergency === true && wanted.emergency !== true ? ['an emergency'] : []),
    ...(isSame || (isShorter === true && isSameStart) ? [] : ['another time']),
  ];
};

/** What a destructive command ends. */
const targetOf = (command: Command): string | undefined => {
  switch (command.kind) {
    case 'end':
      return `end ${command.name}`;
    case 'revoke':
      return `revoke ${command.person} ${command.name}`;
    case 'lockdown':
      return command.isOn ? 'lockdown' : undefined;
    default:
      return undefined;
  }
};

/** A name that a role could have, or all access. Nothing else ends anything. */
const isTarget = (target: string): boolean => /(?:^lockdown| [a-z][a-z0-9-]+)$/.test(target);

const harm = (wanted: Command, got: Command): readonly string[] => {
  const target = targetOf(got);
  const ends = target === undefined || !isTarget(target) || target === targetOf(wanted) ? [] : [`ends ${target}`];
  if (got.kind !== 'request' || got.dryRun === true) return ends;
  if (wanted.kind !== 'request') return [...ends, 'a request that was none'];
  return [...ends, ...(wanted.dryRun === true ? ['a dry run that becomes real'] : []), ...excess(wanted, got)];
};

/** What each line of the corpus means without errors. */
const MEANT = new Map(LINES.map((line) => [line, meant(line)]));

/** The same errors in each run; a longer search needs another seed and more runs. */
const RUNS = { seed: 1, numRuns: 4000 };

describe('a command with typing errors', () => {
  it('never gives more access, to another user, in earnest, or ends more, and a suggestion is itself understood', () => {
    fc.assert(
      fc.property(fc.constantFrom(...MEANT), anyNoise, ([line, wanted], noise) => {
        const typed = withNoise(line, noise);
        const read = parseCommand(typed);
        const suggested = 'tryThis' in read && read.tryThis !== '' ? parseCommand(read.tryThis) : undefined;
        const problems = [
          ...harm(wanted, read),
          ...(suggested !== undefined && 'tryThis' in suggested ? ['a suggestion that is not understood'] : []),
        ];

        expect([typed, ...problems]).toEqual([typed]);
      }),
      RUNS,
    );
  });
});
