import { BlockList, isIP, isIPv6 } from 'node:net';
import { matchesArn, matchesPattern, type PatternPiece } from './wildcard.ts';

/** Compares one policy value with one request value. */
export interface Operator {
  readonly compare: (wanted: readonly PatternPiece[], found: string) => boolean;
  /** A negated operator matches if no policy value compares, and also if the key is missing. */
  readonly isNegated: boolean;
  /** Policy variables work in String and ARN operators only. */
  readonly takesVariables: boolean;
}

const plain = (pieces: readonly PatternPiece[]): string => pieces.map((piece) => piece.text).join('');

const ISO_DATE = /^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?)?)?$/;
const FOUR_DIGITS = /^\d{4}$/;

/** Whether a date exists. JavaScript reads February 30 as March 2. */
const isCalendarDay = (day: string): boolean => {
  const at = Date.parse(day);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day);
};

/** The milliseconds of an ISO 8601 date or of seconds since 1970; NaN for any other value. */
export const parseDate = (text: string): number => {
  if (/^-?\d+(\.\d+)?$/.test(text) && !FOUR_DIGITS.test(text)) return Number(text) * 1000;
  if (!ISO_DATE.test(text) || !isCalendarDay(text.slice(0, 10))) return Number.NaN;
  const zoned = text.includes('T') && !/(Z|[+-]\d{2}:?\d{2})$/.test(text) ? `${text}Z` : text;
  return Date.parse(zoned);
};

const parseNumber = (text: string): number =>
  /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(text) ? Number(text) : Number.NaN;

const isNetwork = (text: string): boolean => {
  const [base = '', bits, ...rest] = text.split('/');
  const max = isIPv6(base) ? 128 : 32;
  return (
    rest.length === 0 && isIP(base) !== 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= max))
  );
};

const isInNetwork = (network: string, address: string): boolean => {
  const [base = '', bits] = network.split('/');
  if (isIP(base) === 0 || isIP(address) === 0 || isIPv6(base) !== isIPv6(address)) return false;
  const family = isIPv6(base) ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  const prefix = bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits);
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > (family === 'ipv6' ? 128 : 32)) return false;
  list.addSubnet(base, prefix, family);
  return list.check(address, family);
};

const text = (compare: Operator['compare']): Operator => ({ compare, isNegated: false, takesVariables: true });
const measured = (parse: (value: string) => number, holds: (found: number, wanted: number) => boolean): Operator => ({
  // A value that cannot be parsed is NaN, and every comparison with NaN is false.
  compare: (wanted, found) => holds(parse(found), parse(plain(wanted))),
  isNegated: false,
  takesVariables: false,
});
const not = (operator: Operator): Operator => ({ ...operator, isNegated: true });

const stringEquals = text((wanted, found) => plain(wanted) === found);
const stringEqualsIgnoreCase = text((wanted, found) => plain(wanted).toLowerCase() === found.toLowerCase());
const stringLike = text((wanted, found) => matchesPattern(wanted, found));
const arnLike = text((wanted, found) => matchesArn(wanted, found));
const bool: Operator = {
  compare: (wanted, found) => /^(true|false)$/i.test(found) && plain(wanted).toLowerCase() === found.toLowerCase(),
  isNegated: false,
  takesVariables: false,
};
const ipAddress: Operator = {
  compare: (wanted, found) => isInNetwork(plain(wanted), found),
  isNegated: false,
  takesVariables: false,
};

const equal = (found: number, wanted: number): boolean => found === wanted;
const less = (found: number, wanted: number): boolean => found < wanted;
const lessOrEqual = (found: number, wanted: number): boolean => found <= wanted;
const greater = (found: number, wanted: number): boolean => found > wanted;
const greaterOrEqual = (found: number, wanted: number): boolean => found >= wanted;

/** All condition operators of IAM except Null, by lowercase name. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map(
  Object.entries({
    StringEquals: stringEquals,
    StringNotEquals: not(stringEquals),
    StringEqualsIgnoreCase: stringEqualsIgnoreCase,
    StringNotEqualsIgnoreCase: not(stringEqualsIgnoreCase),
    StringLike: stringLike,
    StringNotLike: not(stringLike),
    ArnEquals: arnLike,
    ArnLike: arnLike,
    ArnNotEquals: not(arnLike),
    ArnNotLike: not(arnLike),
    BinaryEquals: { ...stringEquals, takesVariables: false },
    Bool: bool,
    IpAddress: ipAddress,
    NotIpAddress: not(ipAddress),
    NumericEquals: measured(parseNumber, equal),
    NumericNotEquals: not(measured(parseNumber, equal)),
    NumericLessThan: measured(parseNumber, less),
    NumericLessThanEquals: measured(parseNumber, lessOrEqual),
    NumericGreaterThan: measured(parseNumber, greater),
    NumericGreaterThanEquals: measured(parseNumber, greaterOrEqual),
    DateEquals: measured(parseDate, equal),
    DateNotEquals: not(measured(parseDate, equal)),
    DateLessThan: measured(parseDate, less),
    DateLessThanEquals: measured(parseDate, lessOrEqual),
    DateGreaterThan: measured(parseDate, greater),
    DateGreaterThanEquals: measured(parseDate, greaterOrEqual),
  }).map(([name, operator]) => [name.toLowerCase(), operator]),
);

/**
 * Whether a value is valid for an operator, given by its lowercase name: a date for date operators, a number for
 * numeric operators, and so on. Policies with invalid values are rejected when they are written. Source: AWS, IAM User
 * Guide, "IAM JSON policy elements: Condition operators".
 */
export const isValueOf = (operator: string, value: string): boolean => {
  if (operator.startsWith('date')) return !Number.isNaN(parseDate(value));
  if (operator.startsWith('numeric')) return !Number.isNaN(parseNumber(value));
  if (operator === 'bool' || operator === 'null') return /^(true|false)$/i.test(value);
  if (operator.endsWith('ipaddress')) return isNetwork(value);
  return true;
};
