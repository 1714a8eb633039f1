import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FIELDS } from '../../lib/settings/settings.ts';
import { configurationText } from '../../scripts/configuration-text.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

describe('docs/configuration.md', () => {
  it('matches the schema and the settings (npm run docs:configuration writes it)', () => {
    expect(read('docs/configuration.md')).toBe(configurationText());
  });

  it('lists every setting with its description and values', () => {
    const text = configurationText();

    for (const name of Object.keys(FIELDS))
      expect(text).toMatch(new RegExp(`\`assume-bot:${name}\` \\| [A-Z\`].{8,}\\. \\| \\S`));
  });
});

describe('the links between documents', () => {
  it('point to existing files', () => {
    const documents = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', 'bench/README.md'];
    const inDocs = [
      'architecture',
      'cli',
      'configuration',
      'deploying',
      'operators',
      'threat-model',
      'upgrading',
      'runbook',
      'glossary',
    ].map((name) => `docs/${name}.md`);

    const broken = [...documents, ...inDocs].flatMap((file) =>
      [...read(file).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
        .map(([, target = '']) => join(file, '..', target))
        .filter((target) => {
          try {
            readFileSync(join(root, target));
            return false;
          } catch (fault) {
            return (fault as NodeJS.ErrnoException).code !== 'EISDIR';
          }
        })
        .map((target) => `${file} -> ${target}`),
    );

    expect(broken).toEqual([]);
  });
});
