import { isSessionName } from '../names.ts';
import type { Statement } from './documents.ts';

/** The values of one condition key under one operator. */
export const valuesOf = (statement: Statement, operator: string, key: string): readonly string[] =>
  [statement.Condition?.[operator]?.[key] ?? []].flat();

/** The session names in a statement of ours; policy variables and wildcards are not names. */
export const namesIn = (statement: Statement): readonly string[] => {
  const names = [
    ...valuesOf(statement, 'StringEquals', 'aws:username'),
    ...valuesOf(statement, 'StringEquals', 'sts:RoleSessionName'),
    ...valuesOf(statement, 'StringLike', 'aws:userid').map((value) => value.replace(/^\*:/, '')),
  ];
  return [...new Set(names)].filter(isSessionName);
};
