import type { Json } from './vector.ts';

/** A condition operator, with a value that matches and one that does not. */
export interface Comparison {
  readonly operator: string;
  readonly key: string;
  readonly wanted: Json;
  /** A second value for the list, which never matches. */
  readonly beside: Json;
  readonly equal: string;
  readonly other: string;
}

const text = (operator: string): Comparison => ({
  operator,
  key: 'aws:PrincipalTag/team',
  wanted: 'sre',
  beside: 'data',
  equal: operator.includes('IgnoreCase') ? 'SRE' : 'sre',
  other: operator.includes('IgnoreCase') ? 'ops' : 'Sre',
});
const like = (operator: string): Comparison => ({
  ...text(operator),
  wanted: 's?e*',
  equal: 'sre-emea',
  other: 'SRE-emea',
});
const arn = (operator: string): Comparison => ({
  operator,
  key: 'aws:PrincipalArn',
  wanted: 'arn:aws:iam::111111111111:role/*',
  beside: 'arn:aws:iam::333333333333:role/x',
  equal: 'arn:aws:iam::111111111111:role/team/Builders',
  other: 'arn:aws:iam::222222222222:role/team/Builders',
});
const number = (operator: string, equal = '600', other = '601'): Comparison => ({
  operator,
  key: 'aws:MultiFactorAuthAge',
  wanted: 600,
  beside: operator.includes('Equals') && !operator.includes('Than') ? 7 : 600,
  equal,
  other,
});
const date = (operator: string, equal = '2030-01-01T12:00:00Z', other = '2030-01-01T12:00:01Z'): Comparison => ({
  operator,
  key: 'aws:TokenIssueTime',
  wanted: '2030-01-01T12:00:00Z',
  beside: operator.includes('Than') ? '2030-01-01T12:00:00Z' : '2031-01-01T00:00:00Z',
  equal,
  other,
});
const address = (operator: string): Comparison => ({
  operator,
  key: 'aws:SourceIp',
  wanted: '203.0.113.0/24',
  beside: '2001:db8::/32',
  equal: '203.0.113.77',
  other: '203.0.114.1',
});

/** Operators that are true if no value matches. */
export const NEGATED: readonly Comparison[] = [
  text('StringNotEquals'),
  text('StringNotEqualsIgnoreCase'),
  like('StringNotLike'),
  arn('ArnNotEquals'),
  arn('ArnNotLike'),
  number('NumericNotEquals'),
  date('DateNotEquals'),
  address('NotIpAddress'),
];
/** Operators that are true if a value matches. */
export const MATCHING: readonly Comparison[] = [
  text('StringEquals'),
  text('StringEqualsIgnoreCase'),
  like('StringLike'),
  arn('ArnEquals'),
  arn('ArnLike'),
  number('NumericEquals'),
  number('NumericLessThan', '599', '600'),
  number('NumericGreaterThanEquals', '600', '599'),
  date('DateEquals'),
  date('DateGreaterThan', '2030-01-01T12:00:01Z', '2030-01-01T12:00:00Z'),
  date('DateLessThanEquals', '2030-01-01T12:00:00Z', '2030-01-01T12:00:01Z'),
  address('IpAddress'),
  { operator: 'Bool', key: 'aws:SecureTransport', wanted: 'true', beside: true, equal: 'true', other: 'false' },
];
