import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** Commands as people type them, with their meaning, by subject. */
export const CORPUS = parse(readFileSync(new URL('corpus.yaml', import.meta.url), 'utf8')) as Readonly<
  Record<string, readonly (readonly [text: string, meaning: string])[]>
>;

export const LINES = Object.values(CORPUS)
  .flat()
  .map(([text]) => text);
