import { matchesArn, matchesPieces, type Piece, plainText } from './wildcards.ts';

/** Compares a value of a policy with a value of a call; undefined if it cannot be compared here. */
type Compare = (wanted: readonly Piece[], found: string) => boolean | undefined;

export interface Operator {
  readonly compare: Compare;
  /** A negated operator holds if no value of the policy compares, and also if the call does not have the key. */
  readonly isNegated: boolean;
  /** Policy variables work in String and ARN operators only. */
  readonly takesVariables: boolean;
}

const ISO_DATE = /^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?)?)?$/;

/** Milliseconds of an ISO 8601 date or of seconds since 1970; NaN for any other text. */
const parseDate = (text: string): number => {
  if (/^-?\d{5,}(\.\d+)?$/.test(text)) return Number(text) * 1000;
  if (!ISO_DATE.test(text)) return Number.NaN;
  return Date.parse(text.includes('T') && !/(Z|[+-]\d{2}:?\d{2})$/.test(text) ? `${text}Z` : text);
};

const parseNumber = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));

/** An IPv4 address as a number; undefined for any other text. */
const parseIp = (text: string): number | undefined => {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (parts === undefined || parts.some((part) => part > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
};

/** IPv6 is not compared: the result is then not known. */
const isInNetwork: Compare = (wanted, found) => {
  const [base = '', bits = '32'] = plainText(wanted).split('/');
  const [network, address] = [parseIp(base), parseIp(found)];
  if (network === undefined || address === undefined) return undefined;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(network / size) === Math.floor(address / size);
};

const text = (compare: Compare): Operator => ({ compare, isNegated: false, takesVariables: true });
const plain = (compare: Compare): Operator => ({ compare, isNegated: false, takesVariables: false });
const not = (operator: Operator): Operator => ({ ...operator, isNegated: true });
const measured = (parse: (value: string) => number, holds: (found: number, wanted: number) => boolean): Operator =>
  plain((wanted, found) => holds(parse(found), parse(plainText(wanted))));

const same = (wanted: readonly Piece[], found: string): boolean =>
  plainText(wanted).toLowerCase() === found.toLowerCase();
const equals = text((wanted, found) => plainText(wanted) === found);
const equalsIgnoreCase = text(same);
const like = text(matchesPieces);
const arn = text(matchesArn);
const ip = plain(isInNetwork);

const comparisons = (name: string, parse: (value: string) => number): Readonly<Record<string, Operator>> => {
  const equal = measured(parse, (found, wanted) => found === wanted);
  return {
    [`${name}equals`]: equal,
    [`${name}notequals`]: not(equal),
    [`${name}lessthan`]: measured(parse, (found, wanted) => found < wanted),
    [`${name}lessthanequals`]: measured(parse, (found, wanted) => found <= wanted),
    [`${name}greaterthan`]: measured(parse, (found, wanted) => found > wanted),
    [`${name}greaterthanequals`]: measured(parse, (found, wanted) => found >= wanted),
  };
};

/**
 * The condition operators of IAM except Null, by their names in lower case. Source: AWS, IAM User Guide, "IAM JSON policy
 * elements: Condition operators".
 */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  stringequals: equals,
  stringnotequals: not(equals),
  stringequalsignorecase: equalsIgnoreCase,
  stringnotequalsignorecase: not(equalsIgnoreCase),
  stringlike: like,
  stringnotlike: not(like),
  arnequals: arn,
  arnlike: arn,
  arnnotequals: not(arn),
  arnnotlike: not(arn),
  binaryequals: { ...equals, takesVariables: false },
  bool: plain(same),
  ipaddress: ip,
  notipaddress: not(ip),
  ...comparisons('numeric', parseNumber),
  ...comparisons('date', parseDate),
};
