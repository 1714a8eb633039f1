/** Where in the file something stands; lines and columns are counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** The keys and list positions that lead to a value. */
export type Path = readonly (string | number)[];

/** Something that is wrong, or looks wrong, in a catalog: where, and in words what would be right. */
export interface CatalogProblem extends Place {
  /** As in `roles.prod-s3.approvers[1]`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
}

/** Takes what is found while a catalog is read, so that all of it is told at once. */
export interface ProblemList {
  /** The catalog cannot be used so. */
  readonly problem: (at: Place, path: Path, message: string) => void;
  /** The catalog can be used, though it may not do what was meant. */
  readonly warning: (at: Place, path: Path, message: string) => void;
  readonly problems: () => readonly CatalogProblem[];
  readonly warnings: () => readonly CatalogProblem[];
}

/** What `defaults` gets wrong is found again in each role, and told once. */
const inOrder = (list: readonly CatalogProblem[]): readonly CatalogProblem[] =>
  [...new Map(list.map((one) => [JSON.stringify(one), one])).values()].sort(
    (a, b) => a.line - b.line || a.column - b.column,
  );

/** An empty list of problems and warnings; it gives them back in the order of the file, each once. */
export const createProblemList = (): ProblemList => {
  const [problems, warnings]: [CatalogProblem[], CatalogProblem[]] = [[], []];
  const into =
    (list: CatalogProblem[]) =>
    ({ line, column }: Place, path: Path, message: string): void => {
      list.push({ line, column, path: showPath(path), message });
    };
  return {
    problem: into(problems),
    warning: into(warnings),
    problems: () => inOrder(problems),
    warnings: () => inOrder(warnings),
  };
};

const showPath = (path: Path): string =>
  path.reduce<string>((shown, part) => {
    if (typeof part === 'number') return `${shown}[${part}]`;
    if (!/^[\w-]+$/.test(part)) return `${shown}[${JSON.stringify(part)}]`;
    return shown === '' ? part : `${shown}.${part}`;
  }, '');

/** One line for people and editors: `access.yaml:12:5 roles.prod-s3.arn: found …`. */
export const formatProblem = (file: string, { line, column, path, message }: CatalogProblem): string =>
  `${file}:${line}:${column} ${path === '' ? '' : `${path}: `}${message}`;
