/** The request context: values by condition key. AWS compares key names regardless of case. */
export type RequestContext = Readonly<Record<string, string | readonly string[]>>;

/** Looks up a key; undefined if the request context does not contain it. */
export type ContextLookup = (key: string) => readonly string[] | undefined;

/** Prepares a request context for repeated lookups. */
export const contextLookup = (context: RequestContext): ContextLookup => {
  const values = new Map<string, readonly string[]>();
  for (const [key, value] of Object.entries(context)) {
    values.set(key.toLowerCase(), typeof value === 'string' ? [value] : value);
  }
  return (key) => values.get(key.toLowerCase());
};
