// Writes docs/access.schema.json from the schema of the catalog: node scripts/with-node24.mjs scripts/write-schema.ts
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { accessJsonSchema } from '../functions/adapters/catalog/json-schema.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = 'docs/access.schema.json';

writeFileSync(`${root}${file}`, `${JSON.stringify(accessJsonSchema(), null, 2)}\n`);
execFileSync('node_modules/.bin/biome', ['format', '--write', file], { cwd: root, stdio: 'ignore' });
console.log(`wrote ${file}`);
