/** Where and how a fake is to fail. */
export interface Break<Kind extends string> {
  /** Which calls are counted. Default: everything that changes the world. */
  readonly on?: readonly Kind[];
  /** The how-manieth of them, counted from now. Default 1. */
  readonly nth?: number;
  /** How many in a row. Default 1. */
  readonly times?: number;
  /** `after`: it took effect, and the caller never learns. Default `before`. */
  readonly when?: 'before' | 'after';
  /** Default an Error that says the process was cut off. */
  readonly error?: Error;
}

export interface BreakPoints<Kind extends string> {
  /** Orders a failure; several may stand at once. */
  at(order: Break<Kind>): void;
  /** Forgets the failures that were ordered and did not come. */
  clear(): void;
  /** How many calls that change the world were begun: the points a crash can be tried at. */
  effects(): number;
  /** Makes a call, with the failure that was ordered for it. */
  around<T>(kind: Kind, effect: () => T | Promise<T>): Promise<T>;
}

/** Failures by the count of calls, not by their names: `isEffect` says which calls change the world. */
export const createBreakPoints = <Kind extends string>(isEffect: (kind: Kind) => boolean): BreakPoints<Kind> => {
  let orders: { readonly order: Break<Kind>; seen: number }[] = [];
  let effects = 0;

  const strike = (kind: Kind): Break<Kind> | undefined => {
    if (isEffect(kind)) effects += 1;
    const struck = orders.filter((entry) => {
      const { on, nth = 1, times = 1 } = entry.order;
      if (!(on?.includes(kind) ?? isEffect(kind))) return false;
      entry.seen += 1;
      return entry.seen >= nth && entry.seen < nth + times;
    });
    return struck[0]?.order;
  };

  return {
    at: (order) => {
      orders.push({ order, seen: 0 });
    },
    clear: () => {
      orders = [];
    },
    effects: () => effects,
    around: async (kind, effect) => {
      const struck = strike(kind);
      const error = struck?.error ?? new Error(`the process was cut off at ${kind}`);
      if (struck !== undefined && struck.when !== 'after') throw error;
      const value = await effect();
      if (struck !== undefined) throw error;
      return value;
    },
  };
};
