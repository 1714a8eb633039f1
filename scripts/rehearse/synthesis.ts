import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from '../../local/deployment/template.ts';
import { type Ran, runNode } from './program.ts';

/** Settings of an operator, without their prefix. */
export type Settings = Readonly<Record<string, unknown>>;

/** The stacks of a synthesis, as `cdk deploy` reads them. */
export interface Synthesis {
  readonly stackNames: readonly string[];
  template(stackName: string): Template;
  /** The account and region of a stack; undefined for the StackSets template. */
  accountOf(stackName: string): string | undefined;
  /** The folder of an asset by its key in the asset bucket. */
  assetFolder(s3Key: string): string;
  /** A document that the synthesis writes for operators. */
  document(name: string): Readonly<Record<string, unknown>>;
}

interface Manifest {
  readonly artifacts: Readonly<
    Record<
      string,
      { readonly type: string; readonly environment?: string; readonly properties?: { templateFile?: string } }
    >
  >;
}

const readJson = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

export interface SynthesisOptions {
  readonly root: string;
  /** Gets `cdk.out` and `dist`. */
  readonly folder: string;
  readonly settings: Settings;
}

const open = ({ folder }: SynthesisOptions): Synthesis => {
  const assembly = join(folder, 'cdk.out');
  const { artifacts } = readJson(join(assembly, 'manifest.json')) as Manifest;
  const stacks = Object.entries(artifacts).filter(([, { type }]) => type === 'aws:cloudformation:stack');
  const stackOf = (stackName: string) => {
    const [, found] = stacks.find(([name]) => name === stackName) ?? [];
    if (found === undefined) throw new Error(`the synthesis has no stack ${stackName}`);
    return found;
  };
  return {
    stackNames: stacks.map(([name]) => name),
    template: (stackName) => readJson(join(assembly, stackOf(stackName).properties?.templateFile ?? '')),
    accountOf: (stackName) => /^aws:\/\/(\d{12})\//.exec(stackOf(stackName).environment ?? '')?.[1],
    assetFolder: (s3Key) => join(assembly, `asset.${s3Key.replace(/\.zip$/, '')}`),
    document: (name) => readJson(join(folder, 'dist', name)),
  };
};

const contextOf = (settings: Settings): string =>
  JSON.stringify(Object.fromEntries(Object.entries(settings).map(([name, value]) => [`assume-bot:${name}`, value])));

/** Runs the CDK app as `cdk synth` does. Throws with its output if it refuses the settings. */
export const synthesize = async (options: SynthesisOptions): Promise<Synthesis> => {
  const { root, folder, settings } = options;
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    ASSUME_DIST: join(folder, 'dist'),
    CDK_OUTDIR: join(folder, 'cdk.out'),
    CDK_CONTEXT_JSON: contextOf(settings),
  };
  const { code, err, out }: Ran = await runNode([join(root, 'bin/app.ts')], { cwd: root, env });
  if (code !== 0) throw new Error(`bin/app.ts ended with ${code}:\n${err}${out}`);
  return open(options);
};
