import type { Catalog, Role, RoleRule } from './catalog.ts';

/** A role with the rule that applies to it. */
export const ruleOf = ({ rules, ...role }: Role): RoleRule => ({ ...role, ...rules[0] });

/** Each role of a catalog, with the rule that applies to it. */
export const rulesOfCatalog = ({ roles }: Pick<Catalog, 'roles'>): readonly RoleRule[] =>
  Object.values<Role>(roles).map(ruleOf);

/** The role of a name, with the rule that applies to it. `constructor` and other inherited names are not roles. */
export const ruleNamed = ({ roles }: Pick<Catalog, 'roles'>, name: string): RoleRule | undefined => {
  const named: Readonly<Record<string, Role>> = roles;
  const role = Object.hasOwn(named, name) ? named[name] : undefined;
  return role === undefined ? undefined : ruleOf(role);
};
