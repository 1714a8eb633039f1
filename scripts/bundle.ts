// Writes dist/<lambda>/index.mjs, the code that Lambda runs, and the compiled catalog beside it if one is named:
//   npm run bundle [-- access.yaml]
import { join } from 'node:path';
import { readCatalog } from '../bin/cli/read-catalog.ts';
import { overBudget } from '../lib/bundling/budget.ts';
import { bundleLambdas } from '../lib/bundling/bundle.ts';

const root = join(import.meta.dirname, '..');

const stop = (lines: readonly string[]): never => {
  console.error(lines.join('\n'));
  process.exit(1);
};

const [catalogPath] = process.argv.slice(2);
const read = catalogPath === undefined ? undefined : await readCatalog(catalogPath);
if (read?.kind === 'invalid') stop(read.mistakes);
const catalog = read?.kind === 'ok' ? { catalogJson: JSON.stringify(read.catalog) } : {};

const bundles = await bundleLambdas({ root, outputFolder: join(root, 'dist'), ...catalog }).catch((error: unknown) =>
  stop([error instanceof Error ? error.message : String(error)]),
);
for (const { lambda, bytes, zippedBytes } of bundles) {
  console.log(`dist/${lambda}/index.mjs  ${Math.ceil(bytes / 1000)} KB, zipped ${Math.ceil(zippedBytes / 1000)} KB`);
}
const excess = bundles.flatMap(overBudget);
if (excess.length > 0) stop(excess);
