declare const brand: unique symbol;

/** A string that went through the one parser which may make it; the name keeps two kinds from being mixed up. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
