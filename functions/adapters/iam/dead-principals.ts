import type { PolicyDocument, Statement } from '../../core/trust/documents.ts';

/** A principal that IAM refuses, and its statement. */
export interface DeadPrincipal {
  readonly principal: string;
  /** The Sid of the statement, or its position in the policy if it has none. */
  readonly statement: string;
}

/** The id that IAM shows instead of the ARN of a deleted user or role. */
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
 * The principals that make IAM refuse a trust policy: those in its message, and every id of a deleted user or role, because
 * IAM names only the first one.
 */
export const findDeadPrincipals = (document: PolicyDocument, message: string): readonly DeadPrincipal[] =>
  document.Statement.flatMap((statement, index) =>
    [...new Set(principalsOf(statement))]
      .filter((principal) => RAW_ID.test(principal) || message.includes(`"${principal}"`))
      .map((principal) => ({ principal, statement: statement.Sid ?? `number ${index + 1}` })),
  );
