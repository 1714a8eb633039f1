import type { PolicyDocument, Statement } from '../../core/trust/documents.ts';

/** A principal that IAM does not take, and where it stands. */
export interface DeadPrincipal {
  readonly principal: string;
  /** The statement's Sid, or its place in the policy when it has none. */
  readonly statement: string;
}

/** What IAM shows in place of the ARN of a user or role that was deleted. */
const RAW_ID = /^A(?:IDA|ROA)[A-Z0-9]{12,}(?::.*)?$/;

const strings = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(strings) : [];
};

const principalsOf = (statement: Statement): readonly string[] => [
  ...strings(statement.Principal),
  ...strings(statement['NotPrincipal']),
];

/**
 * The principals that make IAM refuse a trust policy as a whole: those its message names, and every raw id of a deleted
 * user or role, since IAM names only the first it meets.
 */
export const findDeadPrincipals = (document: PolicyDocument, message: string): readonly DeadPrincipal[] =>
  document.Statement.flatMap((statement, index) =>
    [...new Set(principalsOf(statement))]
      .filter((principal) => RAW_ID.test(principal) || message.includes(`"${principal}"`))
      .map((principal) => ({ principal, statement: statement.Sid ?? `number ${index + 1}` })),
  );
