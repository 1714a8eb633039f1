import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { build, type Metafile } from 'esbuild';
import { CATALOG_FILE, LAMBDAS, type LambdaName } from '../lambdas.ts';
import { excludeModules } from './excluded-modules.ts';
import { requireBuiltins } from './require-builtins.ts';

/** The output for one Lambda. */
export interface Bundle {
  readonly lambda: LambdaName;
  /** The folder that becomes the zip: `index.mjs`, and `catalog.json` if a catalog was given. */
  readonly folder: string;
  readonly bytes: number;
  /** The size of the zip without the catalog: deflated as zip does, with its headers. */
  readonly zippedBytes: number;
  /** Every file that contributes to the bundle, with its bytes. */
  readonly bytesByFile: Readonly<Record<string, number>>;
}

const ZIP_HEADERS_BYTES = 300;

/** Bolt and smaller SDK packages are CommonJS and need `require` for Node's built-in modules. */
const BANNER = "const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);";

/** The file of the handler. Throws if it is missing, because an empty bundle would deploy and never answer. */
const entryOf = (root: string, lambda: LambdaName): string => {
  const entry = join(root, 'functions', 'handlers', lambda, 'index.ts');
  if (!existsSync(entry))
    throw new Error(`functions/handlers/${lambda}/index.ts does not exist, so ${lambda} cannot be bundled`);
  return entry;
};

const bytesByFile = ({ outputs }: Metafile): Bundle['bytesByFile'] =>
  Object.fromEntries(
    Object.values(outputs)
      .flatMap(({ inputs }) => Object.entries(inputs))
      .map(([path, { bytesInOutput }]) => [path, bytesInOutput] as const)
      .filter(([, bytes]) => bytes > 0),
  );

const bundleOne = async (lambda: LambdaName, options: BundleOptions): Promise<Bundle> => {
  const folder = join(options.outputFolder, lambda);
  const outfile = join(folder, 'index.mjs');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const { metafile } = await build({
    entryPoints: [entryOf(options.root, lambda)],
    outfile,
    absWorkingDir: options.root,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // Without 'module' first, the AWS SDK resolves to CommonJS, which esbuild cannot tree-shake.
    mainFields: ['module', 'main'],
    conditions: ['node', 'import', 'module'],
    minify: true,
    keepNames: false,
    legalComments: 'none',
    charset: 'utf8',
    metafile: true,
    banner: { js: BANNER },
    plugins: [requireBuiltins, excludeModules((path) => readFile(path, 'utf8'))],
    logLevel: 'silent',
  });
  if (options.catalogJson !== undefined) await writeFile(join(folder, CATALOG_FILE), options.catalogJson);
  const code = await readFile(outfile);
  const zippedBytes = deflateRawSync(code, { level: 9 }).byteLength + ZIP_HEADERS_BYTES;
  return { lambda, folder, bytes: code.byteLength, zippedBytes, bytesByFile: bytesByFile(metafile) };
};

export interface BundleOptions {
  /** The repository. */
  readonly root: string;
  /** One folder per Lambda is written here. Existing content is replaced. */
  readonly outputFolder: string;
  /** The compiled catalog. Without it, only code is written. */
  readonly catalogJson?: string;
}

/** Writes the code that Lambda runs. Throws an Error with the missing handler or the errors of esbuild. */
export const bundleLambdas = (
  options: BundleOptions,
  lambdas: readonly LambdaName[] = LAMBDAS,
): Promise<readonly Bundle[]> => Promise.all(lambdas.map((lambda) => bundleOne(lambda, options)));
