import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../../functions/core/command/command.ts';
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

describe('a command with a user whose name has spaces', () => {
  const bob = { people: { [U('bob')]: person('Bob 2h --emergency prod-s3') } };
  const read = (text: string) => parseCommand(withNames(text, bob));

  it.each([
    ['who <@U0BOB>', { kind: 'who', about: { kind: 'person', id: 'U0BOB' } }],
    ['revoke <@U0BOB> prod-s3 left', { kind: 'revoke', person: 'U0BOB', name: 'prod-s3', why: 'left' }],
    ['prod-s3 2h --for <@U0BOB> INC-42', { kind: 'request', onBehalfOf: 'U0BOB', reason: 'INC-42' }],
    [
      'prod-s3 INC-42 of <@U0BOB>',
      { kind: 'request', name: 'prod-s3', reason: expect.stringMatching(/^INC-42 of @Bob/) },
    ],
  ])('takes the user as one word: %s', (text, expected) => {
    expect(read(text)).toMatchObject(expected);
    expect(read(text)).not.toHaveProperty('emergency');
  });

  it.each(['<@U0BOB> 2h INC-42', 'end <@U0BOB>', 'extend <@U0BOB> 30m', 'who <@U0BOB> prod-s3'])(
    'never takes a part of the name for a role: %s',
    (text) => {
      const found = read(text);

      expect('name' in found ? found.name : undefined).not.toBe('prod-s3');
      expect(found).not.toHaveProperty('emergency');
    },
  );

  it('suggests the option for a user in the place of the role', () => {
    expect(read('<@U0BOB> prod-s3 for INC 2h')).toMatchObject({ tryThis: 'prod-s3 2h --for <@U0BOB> for INC' });
  });
});
