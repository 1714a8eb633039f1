import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { principalOfCaller } from '../../bin/cli/aws-identity.ts';
import { csvOf } from '../../bin/cli/csv.ts';
import { lineDiff } from '../../bin/cli/diff.ts';
import { endingOf } from '../../bin/cli/failures.ts';
import { aCli } from './a-cli.ts';

describe('a diff', () => {
  it('contains both texts completely', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', '  d'), { maxLength: 12 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = lineDiff(before, after);
        const side = (left: string) =>
          lines
            .filter((line) => !line.startsWith(left))
            .map((line) => line.slice(2))
            .join('\n');

        expect(side('+')).toBe(before);
        expect(side('-')).toBe(after);
      }),
    );
  });

  it('keeps unchanged lines', () => {
    expect(lineDiff('a\nb\nc', 'a\nx\nc')).toEqual(['  a', '- b', '+ x', '  c']);
  });
});

describe('CSV', () => {
  it('keeps commas, quotes and line breaks, and prevents formulas in text from users', () => {
    const rows = [
      { who: 'a,b', why: 'say "hi"\nthen go' },
      { who: '=cmd()', why: '-1' },
    ];

    expect(csvOf(['who', 'why'], rows)).toBe('who,why\r\n"a,b","say ""hi""\nthen go"\r\n\'=cmd(),\'-1\r\n');
  });
});

describe('the identity of a caller', () => {
  it('has the session name that a grant requires', () => {
    expect(principalOfCaller('arn:aws:iam::111111111111:user/team/alice')).toMatchObject({
      kind: 'iam-user',
      sessionName: 'alice',
    });
    expect(
      principalOfCaller('arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_Dev_0123456789abcdef/alice@example.com'),
    ).toMatchObject({
      kind: 'federated',
      sessionName: 'alice@example.com',
      roleArnPattern: 'arn:aws:iam::111111111111:role/AWSReservedSSO_Dev_0123456789abcdef',
    });
    expect(() => principalOfCaller('arn:aws:iam::111111111111:root')).toThrow(/neither an IAM user nor a session/);
  });
});

describe('a command that throws', () => {
  it('prints a fix for missing or expired credentials', () => {
    const missing = Object.assign(new Error('Could not load credentials from any providers'), {
      name: 'CredentialsProviderError',
    });
    const expired = new Error('could not read', {
      cause: Object.assign(new Error('x'), { name: 'ExpiredTokenException' }),
    });

    expect(endingOf(missing)).toMatchObject({ code: 3, lines: [expect.stringContaining('--profile')] });
    expect(endingOf(expired)).toMatchObject({ code: 3, lines: [expect.stringContaining('Sign in again')] });
  });

  it('prints a stack trace only for internal errors', () => {
    const { code, lines } = endingOf(new TypeError('x is not a function'));

    expect(code).toBe(70);
    expect(lines.join('\n')).toContain('at ');
  });
});

describe('the program', () => {
  it('prints its version', async () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));

    for (const requested of ['version', '--version', '-v'])
      expect(await aCli().run(requested)).toMatchObject({ code: 0, out: `${version}\n` });
  });
});
