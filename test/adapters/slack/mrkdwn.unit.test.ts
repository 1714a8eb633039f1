import { describe, expect, it } from 'vitest';
import { clip, firstOf } from '../../../functions/adapters/slack/clip.ts';
import { code, legible, moment, mrkdwn, person } from '../../../functions/adapters/slack/mrkdwn.ts';
import { U } from '../../support/builders.ts';

const said = (text: string) => mrkdwn`${text}`.source;

describe('what people wrote, in our sentences', () => {
  it('becomes no mention, no broadcast and no link', () => {
    expect(said('<!channel> <@U0BOB> <https://evil.example|click> & <#C0GENERAL>')).toBe(
      '&lt;!channel&gt; &lt;@U0BOB&gt; &lt;https://evil.example|click&gt; &amp; &lt;#C0GENERAL&gt;',
    );
    expect(said('&lt;!channel&gt;')).toBe('&amp;lt;!channel&amp;gt;');
  });

  it('becomes no emphasis, code, quote or emoji', () => {
    const escaped = said('*bold* _it_ ~no~ `code` :bomb: :+1:\n> quote');

    expect(escaped).not.toMatch(/[*_~`\n]|:\w+:|:\+1:/);
  });

  it('stays as it is where it formats nothing', () => {
    expect(said('my_role at 12:30, 2*3, a:b')).toBe('my_role at 12:30, 2*3, a:b');
  });

  it('loses what turns text around or cannot be seen', () => {
    expect(legible('ab\u202egnp\u2066.exe\u0000\ufeff')).toBe('abgnp.exe');
    expect(legible('two\nlines\tand a tab')).toBe('two\nlines\tand a tab');
  });

  it('cannot leave the code it stands in', () => {
    expect(code('a`<!here>`b\nc').source).toBe('`aˋ&lt;!here&gt;ˋbˋc`');
  });
});

describe('what we say ourselves', () => {
  it('keeps mentions and moments as Slack reads them', () => {
    const text = mrkdwn`${person(U('bob'))} until ${moment(new Date('2030-01-01T13:00:42Z'))}, ${3} times`;

    expect(text.source).toBe(
      '<@U0BOB> until <!date^1893502842^{date_short_pretty} at {time}|2030-01-01 13:00 UTC>, 3 times',
    );
  });
});

describe('clipping', () => {
  it('keeps what fits, and never more units than Slack takes', () => {
    expect(clip('abcde', 5)).toBe('abcde');
    expect(clip('abcdef', 5)).toBe('abcd…');
    expect(clip('ab😀😀', 4)).toBe('ab…');
    expect(clip('ab😀😀', 5)).toBe('ab😀…');
    expect(clip('ab😀😀', 6)).toBe('ab😀😀');
  });

  it('says how many are left out', () => {
    expect(firstOf([1, 2, 3], 2)).toEqual({ shown: [1, 2], more: 1 });
    expect(firstOf([1], 2)).toEqual({ shown: [1], more: 0 });
  });
});
