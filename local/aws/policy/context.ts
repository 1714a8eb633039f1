/** What is known of a request, by condition key; AWS compares key names without regard to case. */
export type RequestContext = Readonly<Record<string, string | readonly string[]>>;

/** Looks a key up; undefined when the request does not have it. */
export type ContextLookup = (key: string) => readonly string[] | undefined;

/** Prepares a context for many look-ups. */
export const contextLookup = (context: RequestContext): ContextLookup => {
  const values = new Map<string, readonly string[]>();
  for (const [key, value] of Object.entries(context)) {
    values.set(key.toLowerCase(), typeof value === 'string' ? [value] : value);
  }
  return (key) => values.get(key.toLowerCase());
};
