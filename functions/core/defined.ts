/** The members of an object that have a value: optional properties are absent, never undefined. */
export const defined = <Members extends object>(members: Members): Defined<Members> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Defined<Members>;

export type Defined<Members> = { readonly [Key in keyof Members]?: Exclude<Members[Key], undefined> };
