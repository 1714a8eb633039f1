// Writes docs/messages.md from the examples of the messages: npm run docs:messages.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { everyExample, messagesPage } from '../test/core/text/examples/registry.ts';

const file = 'docs/messages.md';
writeFileSync(join(import.meta.dirname, '..', file), messagesPage(await everyExample()));
process.stdout.write(`wrote ${file}\n`);
