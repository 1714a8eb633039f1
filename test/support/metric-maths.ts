/** Data points of one metric or expression, oldest first. `undefined` is a period without data. */
export type Series = readonly (number | undefined)[];
type Value = number | Series;

const isSeries = (value: Value): value is Series => typeof value !== 'number';

/** Combines two values point by point. A point has no data if one side has none. */
const zip = (a: Value, b: Value, operate: (a: number, b: number) => number): Value => {
  if (!isSeries(a) && !isSeries(b)) return operate(a, b);
  const { length } = isSeries(a) ? a : (b as Series);
  const at = (value: Value, index: number) => (isSeries(value) ? value[index] : value);
  return Array.from({ length }, (_, index) => {
    const [left, right] = [at(a, index), at(b, index)];
    return left === undefined || right === undefined ? undefined : operate(left, right);
  });
};

const seriesOf = (value: Value | undefined, name: string): Series => {
  if (value === undefined || !isSeries(value)) throw new Error(`${name} needs a time series`);
  return value;
};

/** The functions of metric maths that the alarms use. Every other function is refused. */
const FUNCTIONS: Readonly<Record<string, (args: readonly Value[]) => Value>> = {
  FILL: ([series, filler]) => {
    if (typeof filler !== 'number') throw new Error('FILL needs a number');
    return seriesOf(series, 'FILL').map((point) => point ?? filler);
  },
  /** The difference to the previous point. The first point has no data. */
  DIFF: ([given]) => {
    const series = seriesOf(given, 'DIFF');
    return series.map((point, index) => {
      const before = series[index - 1];
      return point === undefined || before === undefined ? undefined : point - before;
    });
  },
  IF: ([condition = 0, then = 0, otherwise = 0]) => {
    const chosen = zip(condition, then, (yes, value) => (yes !== 0 ? value : Number.NaN));
    return zip(chosen, otherwise, (value, other) => (Number.isNaN(value) ? other : value));
  },
};

const OPERATORS: readonly Readonly<Record<string, (a: number, b: number) => number>>[] = [
  { '>': (a, b) => Number(a > b), '<': (a, b) => Number(a < b), '>=': (a, b) => Number(a >= b) },
  { '+': (a, b) => a + b, '-': (a, b) => a - b },
  { '*': (a, b) => a * b, '/': (a, b) => a / b },
];

/**
 * Evaluates an expression of CloudWatch metric maths.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export const evaluateMaths = (expression: string, metrics: Readonly<Record<string, Series>>): Series => {
  const tokens = expression.match(/\d+(\.\d+)?|\w+|>=|[-+*/<>(),]/g) ?? [];
  if (tokens.join('') !== expression.replaceAll(' ', '')) throw new Error(`not understood: ${expression}`);
  const expect = (token: string): void => {
    if (tokens.shift() !== token) throw new Error(`${token} is missing in ${expression}`);
  };
  const primary = (): Value => {
    const token = tokens.shift() ?? '';
    if (token === '(') {
      const value = binary(0);
      expect(')');
      return value;
    }
    if (/^\d/.test(token)) return Number(token);
    if (tokens[0] !== '(') {
      const series = metrics[token];
      if (series === undefined) throw new Error(`${token} is not a metric of ${expression}`);
      return series;
    }
    const call = FUNCTIONS[token];
    if (call === undefined) throw new Error(`the function ${token} is not known here`);
    const args: Value[] = [];
    let separator = tokens.shift();
    while (separator === '(' || separator === ',') {
      args.push(binary(0));
      separator = tokens.shift();
    }
    if (separator !== ')') throw new Error(`) is missing in ${expression}`);
    return call(args);
  };
  const binary = (level: number): Value => {
    const operators = OPERATORS[level];
    if (operators === undefined) return primary();
    let value = binary(level + 1);
    for (let operate = operators[tokens[0] ?? '']; operate !== undefined; operate = operators[tokens[0] ?? '']) {
      tokens.shift();
      value = zip(value, binary(level + 1), operate);
    }
    return value;
  };
  const value = binary(0);
  if (tokens.length > 0) throw new Error(`not understood: ${tokens.join(' ')} in ${expression}`);
  return seriesOf(value, expression);
};
