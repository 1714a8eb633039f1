import { isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';

const NAMESPACE = 'built-in';

/**
 * Requires Node's built-in modules instead of importing them. An import reads every export of the module, and reading some exports
 * loads a library: all of undici behind node:http, every stream behind node:fs. `require` reads no export.
 */
export const requireBuiltins: Plugin = {
  name: 'require-builtins',
  setup: (build) => {
    build.onResolve({ filter: /^[a-z]/ }, ({ path, kind }) =>
      isBuiltin(path) && (kind === 'import-statement' || kind === 'dynamic-import')
        ? { path: path.replace(/^node:/, ''), namespace: NAMESPACE }
        : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({
      contents: `module.exports = require('node:${path}');`,
      loader: 'js',
    }));
  },
};
