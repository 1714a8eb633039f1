import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../../functions/core/command/command.ts';
import { CORPUS, LINES } from './corpus.ts';
import { meaningOf } from './meaning.ts';

describe('commands as people type them', () => {
  it('are at least 300 different lines', () => {
    expect(new Set(LINES).size).toBeGreaterThan(300);
  });

  it.each(Object.entries(CORPUS))('are understood, asked about or refused: %s', (_, lines) => {
    const read = lines.map(([text]) => [text, meaningOf(text)]);

    expect(read).toEqual(lines);
  });

  it('get only suggestions that are themselves understood', () => {
    const suggested = LINES.flatMap((text) => {
      const read = parseCommand(text);
      return 'tryThis' in read && read.tryThis !== '' ? [read.tryThis] : [];
    });

    expect(suggested.length).toBeGreaterThan(100);
    expect(suggested.filter((text) => 'tryThis' in parseCommand(text))).toEqual([]);
  });
});
