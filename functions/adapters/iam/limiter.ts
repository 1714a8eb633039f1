/** Runs calls a few at a time, in the order they were handed in. */
export type Limiter = <T>(call: () => Promise<T>) => Promise<T>;

/** A limiter for one piece of work: once a call has failed, waiting calls are not started and fail with the same error. */
export const createLimiter = (atOnce: number): Limiter => {
  const waiting: (() => void)[] = [];
  let free = atOnce;
  let failure: { readonly error: unknown } | undefined;

  const turn = (): Promise<void> => {
    if (free > 0) {
      free -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve) => waiting.push(resolve));
  };
  const pass = (): void => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };

  return async (call) => {
    await turn();
    try {
      if (failure !== undefined) throw failure.error;
      return await call();
    } catch (error) {
      failure ??= { error };
      throw error;
    } finally {
      pass();
    }
  };
};
