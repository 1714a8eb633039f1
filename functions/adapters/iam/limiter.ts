import pLimit from 'p-limit';

/** Runs a few calls at a time, in order. */
export type Limiter = <T>(call: () => Promise<T>) => Promise<T>;

/** A limiter for one task: after one call has failed, waiting calls are not started and fail with the same error. */
export const createLimiter = (concurrency: number): Limiter => {
  const limit = pLimit(concurrency);
  let failure: { readonly error: unknown } | undefined;

  return (call) =>
    limit(async () => {
      if (failure !== undefined) throw failure.error;
      try {
        return await call();
      } catch (error) {
        failure ??= { error };
        throw error;
      }
    });
};
