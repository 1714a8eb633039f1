/** A fault that a test injects into a fake, or a race with another process. */
export interface Fault<Kind extends string> {
  /** The calls that are counted. Default: all calls that change the world. */
  readonly on?: readonly Kind[];
  /** Counts only the calls whose arguments match. */
  readonly where?: (...args: never[]) => boolean;
  /** The first counted call that is affected, from now on. Default 1. */
  readonly nth?: number;
  /** The number of affected calls in a row. Default 1. */
  readonly times?: number;
  /** `after`: the call takes effect, but the caller does not learn of it. Default `before`. */
  readonly when?: 'before' | 'after';
  /** Runs before the call, or after it, in place of an error: a race with another process. */
  readonly meanwhile?: (...args: never[]) => unknown;
  /** Default: an error as if the process had stopped. */
  readonly error?: Error;
}

/** A call of a fake. */
export interface Call<Kind extends string> {
  readonly kind: Kind;
  readonly args: readonly unknown[];
}

export interface Faults<Kind extends string> {
  /** Adds a fault. Several faults can be active. Returns a function that removes it. */
  inject(fault?: Fault<Kind>): () => void;
  /** Removes all faults. */
  clear(): void;
  /** The number of calls so far that change the world: a process can stop at each of them. */
  effects(): number;
  /** All calls so far of the given kinds, in order. */
  calls(...kinds: readonly Kind[]): readonly Call<Kind>[];
  /** Makes a call with the faults that affect it. */
  around<T>(kind: Kind, args: readonly unknown[], effect: () => T | Promise<T>): Promise<T>;
}

/** Faults of one fake or of a whole world. `isEffect` determines which calls change the world. */
export const createFaults = <Kind extends string>(isEffect: (kind: Kind) => boolean): Faults<Kind> => {
  let active: { readonly fault: Fault<Kind>; seen: number }[] = [];
  const calls: Call<Kind>[] = [];

  const affecting = ({ kind, args }: Call<Kind>): readonly Fault<Kind>[] =>
    active
      .filter((entry) => {
        const { on, where, nth = 1, times = 1 } = entry.fault;
        if (!(on?.includes(kind) ?? isEffect(kind))) return false;
        if (where !== undefined && !where(...(args as never[]))) return false;
        entry.seen += 1;
        return entry.seen >= nth && entry.seen < nth + times;
      })
      .map(({ fault }) => fault);

  return {
    inject: (fault = {}) => {
      const entry = { fault, seen: 0 };
      active.push(entry);
      return () => {
        active = active.filter((one) => one !== entry);
      };
    },
    clear: () => {
      active = [];
    },
    effects: () => calls.filter(({ kind }) => isEffect(kind)).length,
    calls: (...kinds) => calls.filter(({ kind }) => kinds.includes(kind)),
    around: async (kind, args, effect) => {
      const call = { kind, args };
      calls.push(call);
      const found = affecting(call);
      const strike = async (when: 'before' | 'after'): Promise<void> => {
        for (const { meanwhile, error, when: own = 'before' } of found) {
          if (own !== when) continue;
          if (meanwhile === undefined) throw error ?? new Error(`the process stopped at ${kind}`);
          await meanwhile(...(args as never[]));
        }
      };
      await strike('before');
      const value = await effect();
      await strike('after');
      return value;
    },
  };
};

/** A port whose calls can be affected by faults. `kindOf` names a call. */
export const withFaults = <Port extends object, Kind extends string>(
  port: Port,
  faults: Pick<Faults<Kind>, 'around'>,
  kindOf: (method: keyof Port & string, args: readonly unknown[]) => Kind = (method) => method as never,
): Port =>
  Object.fromEntries(
    Object.entries(port).map(([method, member]) => [
      method,
      typeof member !== 'function'
        ? member
        : (...args: unknown[]) => faults.around(kindOf(method as never, args), args, () => member(...args)),
    ]),
  ) as Port;
