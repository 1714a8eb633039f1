import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mrkdwn } from '../../../functions/adapters/slack/mrkdwn.ts';
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
