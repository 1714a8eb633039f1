import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../../functions/core/command/command.ts';
import { everyExample, messagesPage, PARTS } from './examples/registry.ts';

const root = join(import.meta.dirname, '../../..');
const all = await everyExample();
const messages = all.flatMap(({ all: examples }) => examples);

/** Full stops, question and exclamation marks that end a sentence. */
const sentencesIn = (paragraph: string): number => paragraph.match(/[.?!](?=\s|$)/g)?.length ?? 0;

describe('docs/messages.md', () => {
  it('is up to date; if not, run npm run docs:messages', () => {
    expect(readFileSync(join(root, 'docs/messages.md'), 'utf8')).toBe(messagesPage(all));
  });

  it('has examples of every file in core/text', () => {
    const files = globSync('**/*.ts', { cwd: join(root, 'functions/core/text') });
    const listed = new Set([...PARTS, ...all.map(({ file }) => file)]);

    expect(files.filter((file) => !listed.has(file))).toEqual([]);
  });
});

describe('every message', () => {
  it('suggests only commands that the bot understands', () => {
    const suggested = messages.flatMap(({ paragraphs }) =>
      paragraphs.flatMap((paragraph) => /^`\/assume (.*)`$/.exec(paragraph)?.[1] ?? []),
    );

    expect(suggested.length).toBeGreaterThan(20);
    expect(suggested.filter((text) => parseCommand(text).kind === 'not_understood')).toEqual([]);
  });

  it('has at most two sentences in each paragraph', () => {
    const long = messages.filter(({ paragraphs }) => paragraphs.some((paragraph) => sentencesIn(paragraph) > 2));

    expect(long).toEqual([]);
  });

  it('has no missing values', () => {
    const holes = messages.filter(({ paragraphs }) => /undefined|NaN|\[object|Invalid Date/.test(paragraphs.join(' ')));

    expect(messages.filter(({ paragraphs }) => paragraphs.length === 0)).toEqual([]);
    expect(holes).toEqual([]);
  });

  it('leaves no punctuation around a value that is missing, such as a description', () => {
    const holes = messages.filter(({ paragraphs }) =>
      paragraphs.some((paragraph) => /: ?[,(]|[:,] [.,;]|\(\)|\w ,/.test(paragraph) && !paragraph.includes('://')),
    );

    expect(holes.map(({ paragraphs }) => paragraphs)).toEqual([]);
  });
});
