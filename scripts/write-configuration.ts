import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationText } from './configuration-text.ts';

writeFileSync(join(import.meta.dirname, '..', 'docs', 'configuration.md'), configurationText());
