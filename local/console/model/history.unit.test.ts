import { describe, expect, it } from 'vitest';
import { type Recall, recall, withSent } from './history.ts';

const HISTORY = ['/assume list', 'hello', '/assume prod-s3'];

/** The lines in the field after each key: `u` is Up, and `d` is Down. */
const linesAfter = (keys: string, typed = '', history: readonly string[] = HISTORY): readonly string[] => {
  let [text, at]: [string, Recall | undefined] = [typed, undefined];
  return [...keys].map((key) => {
    const next = recall(history, text, at, key === 'u' ? 'older' : 'newer');
    if (next !== undefined) [text, at] = [next.line, next];
    return text;
  });
};

describe('the history of the message field', () => {
  it('recalls older lines, and stays at the oldest', () => {
    expect(linesAfter('uuuu')).toEqual(['/assume prod-s3', 'hello', '/assume list', '/assume list']);
    expect(linesAfter('u', '', [])).toEqual(['']);
  });

  it('returns to newer lines, then to what was typed before', () => {
    expect(linesAfter('uudd', 'my draft')).toEqual(['/assume prod-s3', 'hello', '/assume prod-s3', 'my draft']);
    expect(linesAfter('uddu', 'my draft')).toEqual(['/assume prod-s3', 'my draft', 'my draft', '/assume prod-s3']);
  });

  it('begins again with the newest line after a recalled line was edited', () => {
    const first = recall(HISTORY, '', undefined, 'older');

    expect(recall(HISTORY, '/assume prod-s3 1h', first, 'older')).toMatchObject({
      line: '/assume prod-s3',
      typed: '/assume prod-s3 1h',
    });
  });

  it('keeps a repeated line once, as the newest, and 50 lines in all', () => {
    const many = Array.from({ length: 60 }, (_, index) => `line ${index}`);

    expect(withSent(HISTORY, 'hello')).toEqual(['/assume list', '/assume prod-s3', 'hello']);
    expect(many.reduce<readonly string[]>(withSent, []).length).toBe(50);
    expect(many.reduce<readonly string[]>(withSent, []).at(-1)).toBe('line 59');
  });
});
