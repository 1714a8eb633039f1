import { nearest } from '../../core/nearest.ts';

/** A source location. Lines and columns are counted from 1. */
export interface Location {
  readonly line: number;
  readonly column: number;
}

/** The keys and list positions that lead to a value. */
export type Path = readonly (string | number)[];

/** A mistake in a catalog: its source location, and a message with the fix. */
export interface CatalogProblem extends Location {
  /** As in `roles.prod-s3.approvers[1]`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
}

const createList = () => {
  const found = new Map<string, CatalogProblem>();
  return {
    add: ({ line, column }: Location, path: Path, message: string): void => {
      const problem = { line, column, path: showPath(path), message };
      found.set(JSON.stringify(problem), problem);
    },
    /** In the order of the file. A mistake under `defaults` is found in each role, and reported once. */
    inOrder: (): readonly CatalogProblem[] =>
      [...found.values()].sort((a, b) => a.line - b.line || a.column - b.column),
  };
};

/**
 * Collects all mistakes of a catalog, so that they are reported together. A catalog with a problem cannot be used. One with a
 * warning can be used, but it may not do what the author intended.
 */
export const createProblemList = () => {
  const [problems, warnings] = [createList(), createList()];
  return { problem: problems.add, warning: warnings.add, problems: problems.inOrder, warnings: warnings.inOrder };
};

export type ProblemList = ReturnType<typeof createProblemList>;

const showPath = (path: Path): string =>
  path.reduce<string>((shown, part) => {
    if (typeof part === 'number') return `${shown}[${part}]`;
    if (!/^[\w-]+$/.test(part)) return `${shown}[${JSON.stringify(part)}]`;
    return shown === '' ? part : `${shown}.${part}`;
  }, '');

/** Suggests a replacement for a name that does not exist. */
export const suggest = (
  wanted: string,
  known: readonly string[],
  otherwise = `known are ${known.join(', ') || 'none'}`,
): string => {
  const likely = nearest(wanted, known, 2);
  return likely.length === 0 ? otherwise : `did you mean ${likely.join(' or ')}?`;
};

/** One line that editors can link: `access.yaml:12:5 roles.prod-s3.arn: found …`. */
export const formatProblem = (file: string, { line, column, path, message }: CatalogProblem): string =>
  `${file}:${line}:${column} ${path === '' ? '' : `${path}: `}${message}`;
