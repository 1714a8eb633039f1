import { describe, expect, it } from 'vitest';
import { withNames } from '../../../functions/core/command/references.ts';
import { asWritten } from '../../../functions/core/command/words.ts';
import { U } from '../../support/builders.ts';

const person = (name: string) => ({ accountStatus: 'member', name, readAt: new Date(0) }) as const;
const directory = { people: { [U('bob')]: person('Bob Brown'), [U('carol')]: person('<!channel>|x&') } };
const shown = (text: string): string => asWritten(withNames(text, directory));

describe('a reference of Slack without a name', () => {
  it.each([
    ['<@U0BOB> said so', '@Bob Brown said so'],
    ['<@U0BOB|> said so', '@Bob Brown said so'],
    ['<@U0NOBODY> said so', '@unknown-user said so'],
    ['see <#C987654321|>', 'see #unknown-channel'],
    ['see <#C987654321>', 'see #unknown-channel'],
    ['ask <!subteam^S0SRE>', 'ask @unknown-group'],
  ])('is shown by name, and never as an ID: %s', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it('keeps its ID for the command, and a name that a user chose changes nothing', () => {
    expect(withNames('who <@U0BOB>', directory)).toBe('who <@U0BOB|Bob Brown>');
    expect(shown('<@U0CAROL>')).toBe('@!channelx');
  });

  it.each(['<@U0BOB|bob>', '<#C0GENERAL|general>', '<!here>', '<https://example.com>', 'a &lt; b', '<@bob>'])(
    'is the only thing that changes: %s',
    (text) => {
      expect(withNames(text, directory)).toBe(text);
    },
  );
});
