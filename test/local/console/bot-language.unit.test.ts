import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mrkdwn } from '../../../functions/adapters/slack/mrkdwn.ts';
import { parseCommand } from '../../../functions/core/command/command.ts';
import { OPTIONS } from '../../../functions/core/command/option-words.ts';
import { VERBS } from '../../../functions/core/command/reserved-names.ts';
import { code, text } from '../../../functions/core/text/text.ts';
import { completionsOf } from '../../../local/console/model/completion.ts';
import { readInline, readMrkdwn } from '../../../local/console/model/mrkdwn.ts';

const names = { roles: [], bundles: [], people: [] };

describe('the language of the bot in the console', () => {
  it('includes every verb of the bot in the suggestions', () => {
    const suggested = (line: string) => completionsOf(line, names).map(({ label }) => label);

    for (const verb of Object.keys(VERBS)) {
      expect(suggested('/assume ')).toContain(verb);
      expect(suggested(`/assume ${verb.slice(0, -1)}`)).toContain(verb);
    }
  });

  it('suggests every option of the bot, and only lines that its parser understands', () => {
    const known = {
      roles: [{ name: 'prod-s3', description: 'List the buckets' }],
      bundles: [{ name: 'terraform', description: 'Run Terraform' }],
      people: [{ name: 'alice', description: 'Alice' }],
    };
    /** What makes a line whole, after its last word. */
    const rest = (line: string): string => {
      if (/ (?:until|from) $/.test(line)) return '17:00 INC-42';
      if (/ revoke $/.test(line)) return '@alice all INC-42';
      if (/ lockdown $/.test(line)) return 'on INC-42';
      if (/ (?:end|who) $/.test(line)) return 'prod-s3';
      return / --for $/.test(line) ? '@alice INC-42' : 'prod-s3 INC-42';
    };
    const read = new Map<string, string>();
    const follow = (line: string, words: number): void => {
      for (const { line: next } of words > 4 ? [] : completionsOf(line, known)) {
        if (read.has(next)) continue;
        const whole = next.endsWith(' ') ? `${next}${rest(next)}` : next;
        read.set(next, parseCommand(whole.replaceAll('@alice', '<@U0ALICE|alice>')).kind);
        if (next.endsWith(' ')) for (const begun of ['', '-']) follow(`${next}${begun}`, words + 1);
      }
    };

    for (const begun of ['', '-', 'prod', 'terra']) follow(`/assume ${begun}`, 0);

    expect([...read].filter(([, kind]) => kind === 'unclear' || kind === 'not_understood')).toEqual([]);
    expect([...new Set(read.values())].toSorted()).toEqual([...Object.keys(VERBS), 'request'].toSorted());
    const suggested = [...read.keys()].join('').replaceAll('dry-run', 'dryrun');
    for (const option of OPTIONS) expect(suggested).toContain(`--${option.replace('dry-run', 'dryrun')}`);
  });

  it('shows the times that the bot writes', () => {
    const at = new Date('2030-01-01T12:00:00Z');

    expect(readInline(mrkdwn(text`${at}`))).toMatchObject([{ kind: 'date', epochSeconds: at.getTime() / 1000 }]);
  });

  it('shows any user text literally after the bot has escaped it', () => {
    const written = fc.string({
      unit: fc.constantFrom('a', 'Z', '9', ' ', '*', '_', '~', '`', '<', '>', '&', '@', '!', '|', ':', ';'),
    });

    fc.assert(
      fc.property(written, (reason) => {
        const passages = readMrkdwn(mrkdwn(text`x ${reason} x`));

        const pieces = passages.flatMap((passage) => (passage.kind === 'preformatted' ? [] : passage.lines.flat()));
        expect(passages.map(({ kind }) => kind)).toEqual(['lines']);
        expect(pieces.every(({ kind }) => kind === 'text')).toBe(true);
      }),
    );
  });

  it('shows any name as code', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (name) => {
        const [passage] = readMrkdwn(mrkdwn(code(name)));

        expect(passage?.kind === 'lines' && passage.lines[0]?.map(({ kind }) => kind)).toEqual(['code']);
      }),
    );
  });
});
