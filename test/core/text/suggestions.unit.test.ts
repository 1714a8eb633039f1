import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../../functions/core/command/command.ts';
import type { TypedRequest } from '../../../functions/core/command/format.ts';
import type { Explanation } from '../../../functions/core/text/explain.ts';
import { explainAdminRefusal, explainWhoRefusal } from '../../../functions/core/text/explain-admin.ts';
import { explainExtendRefusal } from '../../../functions/core/text/explain-extend.ts';
import { explainRequestRefusal } from '../../../functions/core/text/explain-request.ts';
import { commandText } from '../../../functions/core/text/suggestions.ts';
import { LINES } from '../command/corpus.ts';
import * as every from './examples/every-refusal.ts';

const { catalog } = every;

/** Everything that was typed in the lines of the corpus that are requests. */
const TYPED = LINES.flatMap((text): readonly TypedRequest[] => {
  const read = parseCommand(text);
  return read.kind === 'request' ? [read] : [];
});

const suggestedBy = ({ tryThis }: Explanation): readonly string[] =>
  tryThis === undefined ? [] : [tryThis.replace(/^\/assume /, '')];

const requestOf = (suggested: string) => {
  const read = parseCommand(suggested);
  if (read.kind !== 'request') throw new Error(`${suggested} is ${read.kind}`);
  return read;
};

describe('the command that a refusal suggests', () => {
  it.each(Object.entries({ ...every.request, ...every.extend }))(
    'is understood for every command: %s',
    (_, refusal) => {
      const suggested = TYPED.flatMap((typed) => {
        const context = { name: typed.name, typed, catalog };
        const asRequest = refusal.kind in every.request ? explainRequestRefusal(refusal as never, context) : undefined;
        return [
          explainExtendRefusal(refusal as never, context),
          ...(asRequest === undefined ? [] : [asRequest]),
        ].flatMap(suggestedBy);
      });

      expect(suggested.filter((text) => 'tryThis' in parseCommand(text))).toEqual([]);
    },
  );

  it.each([...Object.values(every.admin), ...Object.values(every.who)])(
    'is understood for admins: $kind',
    (refusal) => {
      const explain = refusal.kind in every.admin ? explainAdminRefusal : explainWhoRefusal;

      expect(suggestedBy(explain(refusal as never, catalog)).filter((text) => 'tryThis' in parseCommand(text))).toEqual(
        [],
      );
    },
  );

  it.each([
    ['too_long', { duration: { kind: 'minutes', minutes: 480 } }],
    ['too_short', { duration: { kind: 'minutes', minutes: 15 } }],
    ['unknown_access', { name: 'prod-s3' }],
    ['not_for_others', { onBehalfOf: undefined }],
    ['no_emergencies', { emergency: undefined }],
    ['emergency_unreviewed', { emergency: undefined }],
  ] as const)('keeps everything that was typed but what is refused: %s', (kind, changed) => {
    for (const typed of TYPED) {
      const explanation = explainRequestRefusal(every.request[kind], { name: typed.name, typed, catalog });
      const [suggested = ''] = suggestedBy(explanation);

      const { kind: _, ...before } = { kind: '', ...typed };
      const { kind: __, ...after } = requestOf(suggested);
      const wanted = Object.entries({ ...before, ...changed }).filter(([, value]) => value !== undefined);
      expect({ ...after, reason: after.reason.trim() }).toEqual(Object.fromEntries(wanted));
    }
  });

  it('adds only the reason where it is missing', () => {
    const typed = { duration: { kind: 'minutes', minutes: 120 }, emergency: true, reason: '' } as const;

    expect(explainRequestRefusal(every.request.reason_missing, { name: 'prod-s3', typed, catalog }).tryThis).toBe(
      '/assume prod-s3 2h --emergency why you need it',
    );
  });

  it('shows users by name, and everything else as it was typed', () => {
    expect(commandText('/assume prod-s3 --for <@U0BOB|bob> a &lt; b').pieces).toEqual([
      { kind: 'code', text: '/assume prod-s3 --for' },
      ' ',
      { kind: 'user', id: 'U0BOB' },
      ' ',
      { kind: 'code', text: 'a < b' },
    ]);
  });
});
