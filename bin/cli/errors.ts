/** Invalid usage. The message states valid usage. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The request is refused for a reason that the user can act on. Exit code 1. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** AWS or Slack was unreachable or refused the call. Exit code 3. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** The result of a parser of core. Throws UsageError with the message of the parser. */
export const parsedBy = <T>(parse: (text: string) => T, text: string, explain = (why: string): string => why): T => {
  try {
    return parse(text);
  } catch (error) {
    throw new UsageError(explain((error as Error).message));
  }
};
