import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Runs one bench by name, or all benches: `npm run bench -- life`. */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const benches = globSync('bench/*.ts', { cwd: root }).map((file) => ({
  name: basename(file, '.ts'),
  file: join(root, file),
}));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => benches.every((bench) => bench.name !== name));
if (unknown.length > 0) {
  process.stderr.write(
    `Unknown bench "${unknown.join('", "')}". Available: ${benches.map(({ name }) => name).join(', ')}.\n`,
  );
  process.exit(2);
}
let isFine = true;
for (const { name, file } of benches.filter((bench) => wanted.length === 0 || wanted.includes(bench.name))) {
  process.stdout.write(`\n## ${name}\n\n`);
  isFine = spawnSync(process.execPath, [file], { stdio: 'inherit' }).status === 0 && isFine;
}
process.exit(isFine ? 0 : 1);
