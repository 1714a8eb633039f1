import { describe, expect, it } from 'vitest';
import { legible, mrkdwn } from '../../../functions/adapters/slack/mrkdwn.ts';
import { clip, firstOf } from '../../../functions/core/text/clip.ts';
import { plainText } from '../../../functions/core/text/plain.ts';
import { bold, code, text, user } from '../../../functions/core/text/text.ts';
import { U } from '../../support/builders.ts';

const rendered = (value: string) => mrkdwn(text`${value}`);

describe('text of users in a sentence of the bot', () => {
  it('does not become a mention, a broadcast or a link', () => {
    expect(rendered('<!channel> <@U0BOB> <https://evil.example|click> & <#C0GENERAL>')).toBe(
      '&lt;!channel&gt; &lt;@U0BOB&gt; &lt;https://evil.example|click&gt; &amp; &lt;#C0GENERAL&gt;',
    );
    expect(rendered('&lt;!channel&gt;')).toBe('&amp;lt;!channel&amp;gt;');
  });

  it('does not become emphasis, code, a quote or an emoji', () => {
    const escaped = rendered('*bold* _it_ ~no~ `code` :bomb: :+1:\n> quote');

    expect(escaped).not.toMatch(/[*_~`\n]|:\w+:|:\+1:/);
  });

  it('is unchanged if it contains no markup', () => {
    expect(rendered('my_role at 12:30, 2*3, a:b')).toBe('my_role at 12:30, 2*3, a:b');
  });

  it('loses invisible characters and characters that reorder text', () => {
    expect(legible('ab\u202egnp\u2066.exe\u0000\ufeff')).toBe('abgnp.exe');
    expect(legible('two\nlines\tand a tab')).toBe('two\nlines\tand a tab');
  });

  it('cannot end the code span that contains it', () => {
    expect(mrkdwn(code('a`<!here>`b\nc'))).toBe('`aˋ&lt;!here&gt;ˋbˋc`');
  });
});

describe('a text of the bot', () => {
  const until = new Date('2030-01-01T13:00:42Z');
  const sentence = text`${bold(text`Active`)} for ${user(U('bob'))} until ${until}, ${3} times${undefined}`;

  it('has mentions and times in the markup of Slack', () => {
    expect(mrkdwn(sentence)).toBe(
      '*Active* for <@U0BOB> until <!date^1893502842^{date_short_pretty} at {time}|2030-01-01 13:00 UTC>, 3 times',
    );
  });

  it('is plain text for terminals and documents', () => {
    expect(plainText(sentence)).toBe('Active for @U0BOB until 2030-01-01 13:00 UTC, 3 times');
    expect(plainText(text`Add ${code('prod-s3')}`, (name) => `"${name}"`)).toBe('Add "prod-s3"');
  });
});

describe('truncated text', () => {
  it('keeps what fits into the limit of Slack, counted in UTF-16 units', () => {
    expect(clip('abcde', 5)).toBe('abcde');
    expect(clip('abcdef', 5)).toBe('abcd…');
    expect(clip('ab😀😀', 4)).toBe('ab…');
    expect(clip('ab😀😀', 5)).toBe('ab😀…');
    expect(clip('ab😀😀', 6)).toBe('ab😀😀');
  });

  it('has the number of omitted entries', () => {
    expect(firstOf([1, 2, 3], 2)).toEqual({ shown: [1, 2], more: 1 });
    expect(firstOf([1], 2)).toEqual({ shown: [1], more: 0 });
  });
});
