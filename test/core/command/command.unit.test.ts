import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../../functions/core/command/command.ts';

const twoHours = { kind: 'minutes', minutes: 120 } as const;

describe('commands', () => {
  it.each(['', '   ', '\u00a0\u200b\n'])('open the form without arguments: "%s"', (text) => {
    expect(parseCommand(text)).toEqual({ kind: 'open_modal' });
  });

  it.each(['help', 'HELP', 'help me', 'Help!', '?', '--help', '—help', '-h'])('give help on %s', (text) => {
    expect(parseCommand(text)).toEqual({ kind: 'help' });
  });

  it.each(['list', 'List', ' list '])('list on %s', (text) => {
    expect(parseCommand(text)).toEqual({ kind: 'list' });
  });

  it.each(['end prod-s3', 'release prod-s3', 'Cancel  Prod-S3 ', 'end “prod-s3”', 'end role prod-s3', 'end prod-s3.'])(
    'end access on %s',
    (text) => {
      expect(parseCommand(text)).toEqual({ kind: 'end', name: 'prod-s3' });
    },
  );

  it('refuse to end two targets at once, or without a target', () => {
    expect(parseCommand('end prod-s3 tf-state')).toMatchObject({ kind: 'not_understood', tryThis: 'end prod-s3' });
    expect(parseCommand('release')).toMatchObject({ kind: 'not_understood', tryThis: 'list' });
  });
});

describe('a command that requests access', () => {
  it.each([
    ['prod-s3', { reason: '' }],
    ['prod-s3 2h', { duration: twoHours, reason: '' }],
    ['prod-s3 INC-42', { reason: 'INC-42' }],
    ['prod-s3 2h INC-42: db is down', { duration: twoHours, reason: 'INC-42: db is down' }],
    ['PROD-S3 2H INC-42', { duration: twoHours, reason: 'INC-42' }],
    ['role prod-s3 2h', { duration: twoHours, reason: '' }],
    ['prod-s3 2 hours INC-42', { duration: twoHours, reason: 'INC-42' }],
    ['prod-s3 1 hour and 60 servers', { duration: { kind: 'minutes', minutes: 60 }, reason: 'and 60 servers' }],
    ['prod-s3 1h 30m INC-42', { duration: { kind: 'minutes', minutes: 90 }, reason: 'INC-42' }],
    ['prod-s3 for 2h because of INC-42', { duration: twoHours, reason: 'because of INC-42' }],
    ['prod-s3 for 2h, INC-42', { duration: twoHours, reason: 'INC-42' }],
    ['prod-s3 until 17:00 INC-42', { duration: { kind: 'until', hour: 17, minute: 0 }, reason: 'INC-42' }],
    ['prod-s3 until 5 pm INC-42', { duration: { kind: 'until', hour: 17, minute: 0 }, reason: 'INC-42' }],
    [
      'prod-s3 till 9:00 tomorrow INC-42',
      { duration: { kind: 'until', hour: 9, minute: 0, day: 'tomorrow' }, reason: 'INC-42' },
    ],
    ['prod-s3 from 14:00 2h INC-42', { from: { hour: 14, minute: 0 }, duration: twoHours, reason: 'INC-42' }],
    ['prod-s3 2h from 14:00 INC-42', { from: { hour: 14, minute: 0 }, duration: twoHours, reason: 'INC-42' }],
    ['prod-s3 from 14:00', { from: { hour: 14, minute: 0 }, reason: '' }],
    [
      'prod-s3 from 14:00 to 17:00 INC-42',
      { from: { hour: 14, minute: 0 }, duration: { kind: 'until', hour: 17, minute: 0 }, reason: 'INC-42' },
    ],
  ])('is parsed completely: %s', (text, requested) => {
    expect(parseCommand(text)).toEqual({ kind: 'request', name: 'prod-s3', ...requested });
  });

  it.each([
    ['prod-s3\u00a02h\u00a0INC-42'],
    ['  prod-s3   2h   INC-42  '],
    ['\u200bprod-s3 2h INC-42'],
    ['“prod-s3” 2h INC-42'],
    ['`prod-s3` "2h" INC-42'],
    ['prod–s3 2h INC-42'],
    ['prod-s3: 2h: INC-42'],
    ['prod-s3\n2h\nINC-42'],
  ])('is parsed despite autocorrected and redundant characters: %s', (text) => {
    expect(parseCommand(text)).toEqual({ kind: 'request', name: 'prod-s3', duration: twoHours, reason: 'INC-42' });
  });

  it.each([
    '3rd party outage',
    '2026-10-08 incident',
    '9fceb02d0ae598e95dc970b74767f19372d61af8 broke it',
    '10.0.0.1 is down',
    'for the migration',
    'from the runbook',
    'to fix the db',
    'team: prod',
    '- db down',
    'INC-42  two  spaces\nand a line',
    '🔥 db 🔥',
  ])('treats other text as the reason: %s', (reason) => {
    expect(parseCommand(`prod-s3 ${reason}`)).toEqual({ kind: 'request', name: 'prod-s3', reason });
  });

  it.each(['3h were not enough', '2hh', 'for the fun', 'from 25 servers', 'until', '500 errors'])(
    'treats the text after a duration as the reason: %s',
    (reason) => {
      const command = parseCommand(`prod-s3 2h INC ${reason}`);

      expect(command).toEqual({ kind: 'request', name: 'prod-s3', duration: twoHours, reason: `INC ${reason}` });
    },
  );

  it('accepts names that are not in the catalog', () => {
    expect(parseCommand('prod_s3')).toEqual({ kind: 'request', name: 'prod_s3', reason: '' });
  });
});

describe('the reason of a command', () => {
  it.each([
    ['a &amp; b &lt; c &gt; d', 'a & b < c > d'],
    ['&amp;lt; is an entity', '&lt; is an entity'],
    ['&lt;!channel&gt; was typed', '<!channel> was typed'],
    ['<@U0BOB|bob> said so', '@bob said so'],
    ['<@U0BOB> said so', '@U0BOB said so'],
    ['see <#C0GENERAL|general>', 'see #general'],
    ['see <#C0GENERAL|>', 'see #C0GENERAL'],
    ['<!here> and <!subteam^S0SRE|@sre> and <!subteam^S0SRE>', '@here and @sre and @S0SRE'],
    ['<https://example.com/INC-42>', 'https://example.com/INC-42'],
    ['<https://example.com|example.com>', 'example.com'],
    ['<mailto:bob@example.com|bob@example.com>', 'bob@example.com'],
    ['<https://evil.example|https://example.com>', 'https://example.com (https://evil.example)'],
    ['a < b > c', 'a < b > c'],
  ])('is stored as typed: %s', (sent, stored) => {
    expect(parseCommand(`prod-s3 2h ${sent}`)).toMatchObject({ kind: 'request', reason: stored });
  });

  it('may have 500 characters; an emoji counts as one', () => {
    const longest = '🔥'.repeat(500);

    expect(parseCommand(`prod-s3 2h ${longest}`)).toMatchObject({ kind: 'request', reason: longest });
    expect(parseCommand(`prod-s3 2h ${longest}!`)).toMatchObject({
      kind: 'unclear',
      why: 'the reason has 501 characters, and at most 500 are kept',
    });
  });
});

describe('a command for admins', () => {
  const alice = '<@U0ALICE|alice>';
  it.each([
    ['who', { kind: 'who', about: { kind: 'me' } }],
    ['who me', { kind: 'who', about: { kind: 'me' } }],
    ['who prod-s3', { kind: 'who', about: { kind: 'access', name: 'prod-s3' } }],
    [`who ${alice}`, { kind: 'who', about: { kind: 'person', id: 'U0ALICE' } }],
    ['who @alice', { kind: 'not_understood', tryThis: 'who' }],
    [`who prod-s3 ${alice}`, { kind: 'not_understood', tryThis: 'who prod-s3' }],
    [`revoke ${alice} prod-s3 lost`, { kind: 'revoke', person: 'U0ALICE', name: 'prod-s3', why: 'lost' }],
    [`revoke ${alice} all lost &amp; found`, { kind: 'revoke', name: 'all', why: 'lost & found' }],
    [`revoke ${alice}`, { kind: 'revoke', person: 'U0ALICE', name: '', why: '' }],
    [`revoke prod-s3 ${alice} lost`, { kind: 'not_understood', tryThis: 'revoke <@U0ALICE> prod-s3 lost' }],
    ['revoke prod-s3 lost', { kind: 'not_understood' }],
    ['revoke', { kind: 'not_understood' }],
    ['lockdown on keys have leaked', { kind: 'lockdown', isOn: true, why: 'keys have leaked' }],
    ['Lockdown OFF', { kind: 'lockdown', isOn: false, why: '' }],
    ['lockdown', { kind: 'not_understood', tryThis: 'help' }],
    ['lockdown status', { kind: 'not_understood', tryThis: 'help' }],
    ['lockdown now', { kind: 'not_understood' }],
  ])('is parsed: %s', (text, read) => {
    expect(parseCommand(text)).toMatchObject(read);
  });
});

describe('a command for an emergency or an extension', () => {
  it.each([
    ['prod-s3 --emergency INC-42 down', { kind: 'request', name: 'prod-s3', emergency: true, reason: 'INC-42 down' }],
    ['prod-s3 30m --emergency INC-42', { duration: { kind: 'minutes', minutes: 30 }, emergency: true }],
    ['prod-s3 —emergency INC-42', { kind: 'request', emergency: true, reason: 'INC-42' }],
    ['prod-s3 down --emergency', { kind: 'request', emergency: true, reason: 'down' }],
    ['extend prod-s3', { kind: 'extend', name: 'prod-s3', reason: '' }],
    ['extend prod-s3 30m', { kind: 'extend', name: 'prod-s3', minutes: 30, reason: '' }],
    ['Extend role prod-s3 for 1h still at it', { kind: 'extend', minutes: 60, reason: 'still at it' }],
    ['extend', { kind: 'not_understood', tryThis: 'extend prod-s3 30m' }],
    ['extend 30m', { kind: 'not_understood', tryThis: 'extend prod-s3 30m' }],
    ['extend prod-s3 until 17:00', { kind: 'not_understood', tryThis: 'extend prod-s3 30m' }],
    ['extend prod-s3 --emergency', { kind: 'not_understood', tryThis: 'extend prod-s3' }],
    ['extend --bogus prod-s3 30m', { kind: 'not_understood', tryThis: 'extend prod-s3 30m' }],
  ])('is parsed: %s', (text, read) => {
    expect(parseCommand(text)).toMatchObject(read);
  });

  it('is not for an emergency if the word is only part of the reason', () => {
    expect(parseCommand('prod-s3 1h test the non--emergency path')).not.toHaveProperty('emergency');
  });
});

describe('an invalid command', () => {
  it.each([
    ['prod-s3 2hh INC-42', 'prod-s3 2h INC-42'],
    ['prod-s3 2d INC-42', 'prod-s3 8h INC-42'],
    ['prod-s3 0m INC-42', 'prod-s3 15m INC-42'],
    ['prod-s3 90 INC-42', 'prod-s3 90m INC-42'],
    ['prod-s3 -2h INC-42', 'prod-s3 15m INC-42'],
    ['prod-s3 1h90m', 'prod-s3 2h 30m'],
    ['prod-s3 1h 60m', 'prod-s3 1h'],
    ['prod-s3 for 2d INC-42', 'prod-s3 8h INC-42'],
    ['prod-s3 for half an hour INC-42', 'prod-s3 30m INC-42'],
    ['prod-s3 17:00 INC-42', 'prod-s3 until 17:00 INC-42'],
    ['prod-s3 until 25:00 INC-42', 'prod-s3 until 17:00 INC-42'],
    ['prod-s3 until friday', 'prod-s3 until 17:00'],
    ['prod-s3 until', 'prod-s3 until 17:00'],
    ['prod-s3 until 17:00 UTC INC-42', 'prod-s3 until 17:00 INC-42'],
    ['prod-s3 from 17:00 CET 2h INC-42', 'prod-s3 from 17:00 2h INC-42'],
    ['prod-s3 from 14:00-17:00 INC-42', 'prod-s3 from 14:00 until 17:00 INC-42'],
    ['prod-s3 from tomorrow 2h', 'prod-s3 from 9:00 tomorrow 2h'],
    ['prod-s3 from 14:00 2hh INC-42', 'prod-s3 from 14:00 2h INC-42'],
    ['prod-s3 2h until 17:00 INC-42', 'prod-s3 2h INC-42'],
    ['prod-s3 until 17:00 for 2h INC-42', 'prod-s3 until 17:00 INC-42'],
    ['2h prod-s3 INC-42', 'prod-s3 2h INC-42'],
    ['settings prod-s3', 'help'],
    ['role', 'list'],
  ])('is refused with a valid suggestion: %s', (text, tryThis) => {
    expect(parseCommand(text)).toMatchObject({ kind: expect.stringMatching(/^(unclear|not_understood)$/), tryThis });
    expect(parseCommand(tryThis)).not.toHaveProperty('tryThis');
  });

  it('is refused with an explanation', () => {
    expect(parseCommand('prod-s3 2hh')).toMatchObject({
      why: '"2hh" is not a duration (a reason that begins with a number needs the duration before it)',
    });
    expect(parseCommand('prod-s3 2h until 17:00')).toMatchObject({
      why: '"2h" and "until 17:00" both say how long; one of them is enough',
    });
  });

  it.each(['prod-s3 1h on behalf of <@U0BOB> INC-42', 'prod-s3 1h INC-42 for <@U0BOB> please', '<@U0BOB> prod-s3 1h'])(
    'opens the form for the user who is named without an option: %s',
    (typed) => {
      expect(parseCommand(typed)).toMatchObject({ kind: 'unclear', draft: { name: 'prod-s3', onBehalfOf: 'U0BOB' } });
    },
  );
});
