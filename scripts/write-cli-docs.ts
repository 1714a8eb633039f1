// Writes docs/cli.md from the help texts of the commands: npm run docs:cli.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cliDocs } from '../bin/cli/docs.ts';

const file = 'docs/cli.md';
writeFileSync(join(import.meta.dirname, '..', file), cliDocs());
process.stdout.write(`wrote ${file}\n`);
