/** Allows actions on resources. */
export const allow = (action: readonly string[], resource: string | readonly string[]) => ({
  Effect: 'Allow' as const,
  Action: [...action],
  Resource: typeof resource === 'string' ? resource : [...resource],
});

/** A policy of the current version. */
export const policy = (...statements: ReturnType<typeof allow>[]) => ({
  Version: '2012-10-17' as const,
  Statement: statements,
});
