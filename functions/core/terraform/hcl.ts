/** An expression such as `var.name`, written as it is. Only from our own text. */
export class HclExpression {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
}

export const hclExpression = (source: string): HclExpression => new HclExpression(source);

/** A value of HCL as we write it: text, a switch, an expression, or a map; a map leaves out what is undefined. */
export type HclValue = string | boolean | HclExpression | { readonly [name: string]: HclValue | undefined };

/** Arguments by name, in the order they are written; what is undefined is left out. */
export type HclArguments = Readonly<Record<string, HclValue | undefined>>;

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '${': '$${',
  '%{': '%%{',
};

/** A text in quotes that HCL reads back as it was: no quote ends it, and nothing in it is taken for a template. */
export const hclString = (text: string): string => {
  const escaped = text.replace(
    /\$\{|%\{|["\\\p{Cc}]/gu,
    (found) => ESCAPES[found] ?? `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `"${escaped}"`;
};

const hclValue = (value: HclValue, indent: string): string => {
  if (typeof value === 'string') return hclString(value);
  if (typeof value === 'boolean') return String(value);
  if (value instanceof HclExpression) return value.source;
  return ['{', ...hclArguments(value, `${indent}  `), `${indent}}`].join('\n');
};

/** Lines of arguments, aligned as `terraform fmt` leaves them: maps, which take several lines, stand for themselves. */
export const hclArguments = (given: HclArguments, indent = ''): readonly string[] => {
  const all = Object.entries(given).flatMap(([name, value]): [string, HclValue][] =>
    value === undefined ? [] : [[name, value]],
  );
  const isMap = (value: HclValue): boolean => typeof value === 'object' && !(value instanceof HclExpression);
  const width = Math.max(0, ...all.map(([name, value]) => (isMap(value) ? 0 : name.length)));
  return all.map(([name, value]) =>
    isMap(value)
      ? `${indent}${name} = ${hclValue(value, indent)}`
      : `${indent}${name.padEnd(width)} = ${hclValue(value, indent)}`,
  );
};
