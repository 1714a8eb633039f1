import { runIn } from '../../bin/cli/files.ts';

/** Where and how `npm start` was called. */
export interface Call {
  /** The root of the clone. */
  readonly root: string;
  /** The directory of the caller: npm runs scripts in the root and passes it. */
  readonly from: string;
}

/** The call of a process: npm sets INIT_CWD. */
export const callOf = (root: string, { environment, cwd }: { environment: NodeJS.ProcessEnv; cwd: string }): Call => ({
  root,
  from: environment['npm_lifecycle_event'] === undefined ? cwd : (environment['INIT_CWD'] ?? cwd),
});

/** `npm`, as it has to be called in the directory of the caller to run a script of this clone. */
export const npmIn = ({ root, from }: Call): string => runIn({ root, cwd: from }, root).npm;
