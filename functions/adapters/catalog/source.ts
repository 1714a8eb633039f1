import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
} from 'yaml';
import type { Location, Path, ProblemList } from './problems.ts';

/** One value of the file with its text and source location. */
export interface Written {
  readonly kind: 'map' | 'list' | 'scalar';
  /** As plain data. */
  readonly value: unknown;
  /** The text of a scalar, before YAML parsed it as a number or boolean. */
  readonly text?: string;
  readonly at: Location;
  /** The source location of the key; for values of a map. */
  readonly keyAt: Location;
  readonly entries: ReadonlyMap<string, Written>;
  readonly items: readonly Written[];
}

/** A file with more values than this repeats aliases of aliases. */
const MOST_VALUES = 50_000;
const DEEPEST = 20;
const START: Location = { line: 1, column: 1 };

/**
 * Reads YAML into values with source locations. Returns undefined if the text is not valid YAML. Mistakes are added to
 * the list, duplicate keys too.
 */
export const readYaml = (text: string, list: ProblemList): Written | undefined => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const locationOf = (offset: number): Location => {
    const { line, col } = lines.linePos(offset);
    return line === 0 ? START : { line, column: col };
  };
  for (const { pos, message } of [...withoutFollowUps(document.errors), ...document.warnings])
    list.problem(locationOf(pos[0]), [], `this is not valid YAML: ${message}`);
  if (document.errors.length > 0) return undefined;
  if (document.contents === null) {
    list.problem(START, [], 'the file is empty; expected a catalog with accounts, people and roles');
    return undefined;
  }
  return createConverter(document, locationOf, list).convert(document.contents, [], START, 0);
};

/** One wrong bracket makes everything after it unexpected. Only the first such error helps to fix it. */
const withoutFollowUps = (errors: Document.Parsed['errors']): Document.Parsed['errors'] =>
  errors.filter(({ message }, index) => index === 0 || !/^Unexpected .* (?:in YAML stream|at node end)/.test(message));

const createConverter = (document: Document.Parsed, locationOf: (offset: number) => Location, list: ProblemList) => {
  let values = 0;

  const convert = (node: Node | null, path: Path, keyAt: Location, depth: number): Written => {
    const at = node?.range ? locationOf(node.range[0]) : keyAt;
    const empty: Written = { kind: 'scalar', value: null, at, keyAt, entries: new Map(), items: [] };
    values += 1;
    if (depth > DEEPEST || values > MOST_VALUES) {
      if (depth === DEEPEST + 1 || values === MOST_VALUES + 1)
        list.problem(at, path, 'values are nested too deeply or repeated too often; write them out');
      return empty;
    }
    if (isAlias(node)) return convertAlias(node, path, keyAt, depth);
    if (isSeq(node)) {
      const items = node.items.map((item, index) => {
        const node = item as Node | null;
        return convert(node, [...path, index], node?.range ? locationOf(node.range[0]) : at, depth + 1);
      });
      return { ...empty, kind: 'list', value: items.map(({ value }) => value), items };
    }
    if (isMap(node)) {
      const entries = new Map<string, Written>();
      for (const { key, value } of node.items) {
        const location = (key as Node | null)?.range ? locationOf((key as Node).range?.[0] ?? 0) : at;
        const name = isScalar(key) ? (key.source ?? String(key.value)) : '';
        if (!isScalar(key)) list.problem(location, path, 'a key must be plain text');
        const first = entries.get(name);
        if (first !== undefined)
          list.problem(location, [...path, name], `"${name}" is a duplicate of the key in line ${first.keyAt.line}`);
        else entries.set(name, convert(value as Node | null, [...path, name], location, depth + 1));
      }
      const value = Object.fromEntries([...entries].map(([name, entry]) => [name, entry.value]));
      return { ...empty, kind: 'map', value, entries };
    }
    if (!isScalar(node)) return empty;
    return { ...empty, value: node.value, text: node.source ?? String(node.value) };
  };

  const convertAlias = (alias: Alias, path: Path, keyAt: Location, depth: number): Written => {
    const target = alias.resolve(document);
    const at = locationOf(alias.range?.[0] ?? 0);
    if (target === undefined) {
      list.problem(at, path, `there is no anchor "&${alias.source}" before the alias "*${alias.source}"`);
      return { kind: 'scalar', value: null, at, keyAt, entries: new Map(), items: [] };
    }
    return { ...convert(target, path, keyAt, depth + 1), at };
  };
  return { convert };
};
