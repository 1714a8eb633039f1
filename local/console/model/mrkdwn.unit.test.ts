import { describe, expect, it } from 'vitest';
import { type Inline, readInline, readMrkdwn, spoken } from './mrkdwn.ts';

const text = (words: string): Inline => ({ kind: 'text', text: words });

describe('parsing Slack’s markup', () => {
  it('distinguishes mentions of users, groups, channels and everyone from text', () => {
    expect(readInline('<@U0BOB> of <!subteam^S0SRE> in <#C0APPROVALS>, <!here>')).toEqual([
      { kind: 'user', id: 'U0BOB' },
      text(' of '),
      { kind: 'group', id: 'S0SRE' },
      text(' in '),
      { kind: 'channel', id: 'C0APPROVALS' },
      text(', '),
      { kind: 'broadcast', range: 'here' },
    ]);
  });

  it('parses a date with its fallback', () => {
    expect(readInline('<!date^1893499200^{date_short_pretty} at {time}|2030-01-01 12:00 UTC>')).toEqual([
      {
        kind: 'date',
        epochSeconds: 1_893_499_200,
        format: '{date_short_pretty} at {time}',
        fallback: '2030-01-01 12:00 UTC',
      },
    ]);
  });

  it('parses links with and without a label, and their escaped ampersands', () => {
    expect(readInline('<https://example.com/?a=1&amp;b=2|the page> <https://example.com>')).toEqual([
      { kind: 'link', url: 'https://example.com/?a=1&b=2', text: 'the page' },
      text(' '),
      { kind: 'link', url: 'https://example.com', text: 'https://example.com' },
    ]);
  });

  it('formats whole words, and ignores markup characters inside of words', () => {
    expect(readInline('*Active* until my_role_name * 2, ~gone~ and _soon_')).toEqual([
      { kind: 'bold', children: [text('Active')] },
      text(' until my_role_name * 2, '),
      { kind: 'strike', children: [text('gone')] },
      text(' and '),
      { kind: 'italic', children: [text('soon')] },
    ]);
  });

  it('ignores markup inside of code', () => {
    expect(readInline('`*a* <b>` and ``')).toEqual([{ kind: 'code', text: '*a* <b>' }, text(' and ``')]);
  });

  it('unescapes an escaped escape only once', () => {
    expect(readInline('&amp;lt;b&amp;gt; &lt;c&gt;')).toEqual([text('&lt;b&gt; <c>')]);
  });

  it('separates quotes and preformatted sections from lines', () => {
    expect(readMrkdwn('before\n&gt; said\n> again\n```\n*as* it is\n```\nafter')).toEqual([
      { kind: 'lines', lines: [[text('before')]] },
      { kind: 'quote', lines: [[text('said')], [text('again')]] },
      { kind: 'preformatted', text: '*as* it is' },
      { kind: 'lines', lines: [[text('after')]] },
    ]);
  });

  it('shows an unclosed fence as typed', () => {
    expect(readMrkdwn('a ```b')).toEqual([{ kind: 'lines', lines: [[text('a ```b')]] }]);
  });

  it('replaces ids with names for screen readers', () => {
    const nameOf = (id: string) => (id === 'U0BOB' ? 'Bob' : id);

    expect(spoken('*Denied* by <@U0BOB>, `prod-s3` <!date^0^{date}|1970>', nameOf)).toBe('Denied by Bob, prod-s3 1970');
  });
});
